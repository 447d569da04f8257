// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the routing policy database, ip-rule(8): packets that have all of its marks look into
 * its table.
 *
 * @param family which database
 * @param priority 0 to 32765, lower first; the table {@code main} is asked at 32766
 * @param iif the interface that the packet came in by; {@code lo} for packets of this machine; null
 *     for any
 * @param mark the fwmark; null for any
 * @param uids users whose packets these are, for packets of this machine; null for any
 * @param table number of the routing table, 1 to 4294967295
 */
public record IpRule(
    Family family,
    int priority,
    @Nullable String iif,
    @Nullable Mark mark,
    @Nullable Uids uids,
    long table) {

  public IpRule {
    if (priority < 0 || priority > 32767) {
      throw new IllegalArgumentException("priority " + priority + " is not within 0 to 32767");
    }
    if (table < 0 || table > 0xffff_ffffL) {
      throw new IllegalArgumentException("table " + table + " is not within 0 to 4294967295");
    }
    if (iif != null) {
      Links.requireName(iif);
    }
  }

  /** The packets that come in by an interface. */
  public static IpRule ofInterface(Family family, int priority, String iif, long table) {
    return new IpRule(family, priority, iif, null, null, table);
  }

  /** The packets with a mark, all of its bits. */
  public static IpRule ofMark(Family family, int priority, int mark, long table) {
    return new IpRule(family, priority, null, new Mark(mark, -1), null, table);
  }

  /** The packets of this machine that a range of users sends. */
  public static IpRule ofUids(Family family, int priority, long first, long last, long table) {
    return new IpRule(family, priority, null, null, new Uids(first, last), table);
  }

  /**
   * A fwmark.
   *
   * @param value what the bits under the mask are
   * @param mask which bits count; -1 for all
   */
  public record Mark(int value, int mask) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "0x%x/0x%x", value, mask);
    }
  }

  /** A range of user numbers, both ends in it. */
  public record Uids(long first, long last) {
    public Uids {
      if (first < 0 || last < first || last > 0xffff_fffeL) {
        throw new IllegalArgumentException("not a range of users: " + first + "-" + last);
      }
    }
  }

  /** What stands after {@code ip rule add} or {@code del}. */
  List<String> words() {
    var words = new ArrayList<String>();
    if (iif != null) {
      words.addAll(List.of("iif", iif));
    }
    if (mark != null) {
      words.addAll(List.of("fwmark", mark.toString()));
    }
    if (uids != null) {
      words.addAll(List.of("uidrange", uids.first + "-" + uids.last));
    }
    words.addAll(List.of("lookup", Long.toString(table), "priority", Integer.toString(priority)));
    return words;
  }
}
