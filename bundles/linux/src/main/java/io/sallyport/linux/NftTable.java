// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of a table.
 *
 * @param family {@code inet}, {@code ip}, {@code ip6}, {@code netdev}, {@code bridge} or {@code
 *     arp}
 * @param name letters, digits and underscores, at most 128 of them
 */
public record NftTable(String family, String name) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern FAMILY = Pattern.compile("inet|ip|ip6|netdev|bridge|arp");

  public NftTable {
    if (!FAMILY.matcher(family).matches() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a table: " + family + " " + name);
    }
  }

  /**
   * The table of an attachment: {@code inet sallyport_guard_br_2d0} for purpose {@code guard} and
   * {@code br-0}. Two subjects never share a name: whatever is no letter or digit becomes an
   * underscore and its bytes in hex.
   */
  public static NftTable of(String purpose, String subject) {
    var name = new StringBuilder("sallyport_").append(purpose).append('_');
    for (byte b : subject.getBytes(StandardCharsets.UTF_8)) {
      if (b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z') {
        name.append((char) b);
      } else {
        name.append('_').append(HexFormat.of().toHexDigits(b));
      }
    }
    return new NftTable("inet", name.toString());
  }

  /** {@code inet sallyport_x}, as it stands in scripts. */
  @Override
  public String toString() {
    return family + " " + name;
  }
}
