// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import io.netty.handler.codec.dns.DnsRecordType;

/**
 * What is asked, in class IN.
 *
 * @param name see {@link WireName}
 * @param type number of the type
 */
public record Question(String name, int type) {

  /** Types that Netty has no constant for, or that are compared here. */
  public static final int A = 1;

  public static final int SOA = 6;
  public static final int PTR = 12;
  public static final int AAAA = 28;
  public static final int OPT = 41;
  public static final int SVCB = 64;
  public static final int HTTPS = 65;
  public static final int IXFR = 251;
  public static final int AXFR = 252;
  public static final int ANY = 255;

  /** Whether addresses are asked for. */
  public boolean wantsAddress() {
    return type == A || type == AAAA;
  }

  /** Whether the name is one that a host may have, not some other string of bytes. */
  public boolean isHostName() {
    if (name.isEmpty() || name.length() > 253) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean fine = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
      if (!fine && c != '.') {
        return false;
      }
    }
    return true;
  }

  /** Whether the name is another one or below it. */
  public boolean isUnder(String suffix) {
    return name.endsWith(suffix)
        && (name.length() == suffix.length()
            || name.charAt(name.length() - suffix.length() - 1) == '.');
  }

  /** {@code A}, {@code HTTPS}, {@code TYPE262}. */
  public static String typeName(int type) {
    return switch (type) {
      case SVCB -> "SVCB";
      case HTTPS -> "HTTPS";
      default -> {
        String known = DnsRecordType.valueOf(type).name();
        yield known.equals("UNKNOWN") ? "TYPE" + type : known;
      }
    };
  }

  /**
   * The number of a type.
   *
   * @throws IllegalArgumentException for what names none
   */
  public static int typeOf(String text) {
    String name = text.toUpperCase(java.util.Locale.ROOT);
    if (name.matches("(TYPE)?[0-9]{1,5}")) {
      int number = Integer.parseInt(name.startsWith("TYPE") ? name.substring(4) : name);
      if (number >= 1 && number <= 0xffff) {
        return number;
      }
    }
    return switch (name) {
      case "SVCB" -> SVCB;
      case "HTTPS" -> HTTPS;
      default -> {
        try {
          yield DnsRecordType.valueOf(name).intValue();
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "\"" + text + "\" is no type of DNS records such as A, AAAA or 65", e);
        }
      }
    };
  }
}
