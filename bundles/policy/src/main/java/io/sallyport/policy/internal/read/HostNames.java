// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.util.Locale;

/**
 * Names in rules, brought to the form in which flows carry them: lower-case ASCII without the dot
 * at the end. Other scripts become {@code xn--} labels (IDNA 2003 of the JDK); where IDNA 2008,
 * which browsers use, makes another label of a character, the name is refused rather than never
 * matched.
 */
final class HostNames {

  /** ß, final sigma, zero-width joiner and non-joiner: UTS 46 §4, deviation characters. */
  private static final String DEVIATING = "\u00df\u1e9e\u03c2\u200c\u200d";

  private HostNames() {}

  /** A name. */
  static String name(String text) {
    if (NetUtil.createByteArrayFromIpAddressString(text) != null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is an address; ip_cidr or source_ip_cidr matches such");
    }
    String ascii = ascii(text);
    String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    if (name.isEmpty() || name.length() > 253) {
      throw new IllegalArgumentException(
          quoted(text) + " is not a host name of 1 to 253 characters");
    }
    for (String label : name.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > 63) {
        throw new IllegalArgumentException(
            quoted(text) + " has a label that is empty or longer than 63 characters");
      }
    }
    return name;
  }

  /** Part of a name. */
  static String part(String text) {
    if (text.isEmpty() || text.length() > 253) {
      throw new IllegalArgumentException(quoted(text) + " does not have 1 to 253 characters");
    }
    requireHostCharacters(text, text);
    return text.toLowerCase(Locale.ROOT);
  }

  private static String ascii(String text) {
    if (text.length() > 1000) {
      throw new IllegalArgumentException("is longer than any host name");
    }
    if (text.startsWith("*.")) {
      throw new IllegalArgumentException(
          quoted(text)
              + ": wildcards are not known; domain_suffix with "
              + text.substring(1)
              + " means the same");
    }
    String ascii = text;
    if (!text.chars().allMatch(c -> c < 0x80)) {
      if (text.chars().anyMatch(c -> DEVIATING.indexOf(c) >= 0)) {
        throw new IllegalArgumentException(
            quoted(text) + " holds a character of more than one IDNA reading; write it as xn--...");
      }
      try {
        ascii = IDN.toASCII(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            quoted(text) + " is not an internationalised host name: " + e.getMessage(), e);
      }
    }
    requireHostCharacters(ascii, text);
    return ascii.toLowerCase(Locale.ROOT);
  }

  private static void requireHostCharacters(String ascii, String text) {
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      boolean fine =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_'
              || c == '.';
      if (!fine) {
        throw new IllegalArgumentException(
            quoted(text)
                + " is no host name: letters, digits, '-', '_' and '.' may stand in one, without"
                + " scheme, port, path or wildcard");
      }
    }
  }

  private static String quoted(String text) {
    return "\"" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "\"";
  }
}
