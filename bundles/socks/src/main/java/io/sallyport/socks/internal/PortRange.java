// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import java.util.regex.Pattern;

/**
 * Ports that may be bound, both ends included; {@code 0-0} is any.
 *
 * @param first 0 to 65535
 * @param last not below {@code first}
 */
record PortRange(int first, int last) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

  /** Whichever port the system gives. */
  static final PortRange ANY = new PortRange(0, 0);

  /**
   * Reads {@code 20000-20999}, or one port.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  static PortRange parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a range of ports such as 20000-20999");
    }
    int first = Integer.parseInt(match.group(1));
    int last = match.group(2) == null ? first : Integer.parseInt(match.group(2));
    if (first < 1 || last > 65535 || last < first) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a range within 1 to 65535, lower port first");
    }
    return new PortRange(first, last);
  }

  int size() {
    return last - first + 1;
  }

  /** The port at a distance from the first, beginning again behind the last. */
  int at(int distance) {
    return first + distance % size();
  }
}
