// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Versions of subprotocols (tor-spec §9): what a relay speaks, what the network requires. Versions
 * are 0 to 63. Immutable.
 */
public final class Protocols {

  /** None at all. */
  public static final Protocols NONE = new Protocols(new TreeMap<>());

  private static final int MAX_NAME = 100;
  private static final int MAX_NAMES = 128;

  private final String[] names;
  private final long[] versions;

  private Protocols(TreeMap<String, Long> all) {
    names = all.keySet().toArray(String[]::new);
    versions = all.values().stream().mapToLong(Long::longValue).toArray();
  }

  /** Reads {@code Cons=1-2 Link=1,3-5}. Of an entry that comes twice the versions add up. */
  public static Protocols parse(String text) throws NetdocException {
    var all = new TreeMap<String, Long>();
    for (String entry : text.split(" ")) {
      if (entry.isEmpty()) {
        continue;
      }
      int equals = entry.indexOf('=');
      if (equals < 1 || equals > MAX_NAME || all.size() == MAX_NAMES) {
        throw bad();
      }
      String name = entry.substring(0, equals);
      if (!name.chars().allMatch(Protocols::isNameCharacter)) {
        throw bad();
      }
      all.merge(name, versions(entry.substring(equals + 1)), (a, b) -> a | b);
    }
    return all.isEmpty() ? NONE : new Protocols(all);
  }

  /** Whether a version is among them. */
  public boolean supports(String name, int version) {
    return version >= 0 && version < 64 && (mask(name) & 1L << version) != 0;
  }

  /** Those of {@code required} that are not among these; {@link #NONE} if all are. */
  public Protocols missing(Protocols required) {
    var missing = new TreeMap<String, Long>();
    for (int i = 0; i < required.names.length; i++) {
      long mask = required.versions[i] & ~mask(required.names[i]);
      if (mask != 0) {
        missing.put(required.names[i], mask);
      }
    }
    return missing.isEmpty() ? NONE : new Protocols(missing);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return names.length == 0;
  }

  /** Versions as bits, by name. */
  public Map<String, Long> versions() {
    var all = new TreeMap<String, Long>();
    for (int i = 0; i < names.length; i++) {
      all.put(names[i], versions[i]);
    }
    return all;
  }

  private long mask(String name) {
    int index = Arrays.binarySearch(names, name);
    return index < 0 ? 0 : versions[index];
  }

  private static long versions(String text) throws NetdocException {
    long mask = 0;
    if (text.isEmpty()) {
      return mask;
    }
    for (String range : text.split(",", -1)) {
      int dash = range.indexOf('-');
      int low = version(dash < 0 ? range : range.substring(0, dash));
      int high = dash < 0 ? low : version(range.substring(dash + 1));
      if (low > high) {
        throw bad();
      }
      mask |= -1L >>> 63 - (high - low) << low;
    }
    return mask;
  }

  private static int version(String text) throws NetdocException {
    int value = AddressText.port(text);
    if (value < 0 || value > 63) {
      throw bad();
    }
    return value;
  }

  private static boolean isNameCharacter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
  }

  private static NetdocException bad() {
    return new NetdocException(Kind.VALUE, "a list of protocols is malformed");
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Protocols that
        && Arrays.equals(names, that.names)
        && Arrays.equals(versions, that.versions);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(names) + Arrays.hashCode(versions);
  }

  /** As a document writes them: {@code Cons=1-2 Link=1,3-5}. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      text.append(i == 0 ? "" : " ").append(names[i]).append('=');
      char separator = 0;
      for (int low = 0; low < 64; low++) {
        if ((versions[i] & 1L << low) == 0) {
          continue;
        }
        int high = low;
        while (high < 63 && (versions[i] & 1L << high + 1) != 0) {
          high++;
        }
        if (separator != 0) {
          text.append(separator);
        }
        text.append(low).append(high > low ? "-" + high : "");
        separator = ',';
        low = high;
      }
    }
    return text.toString();
  }
}
