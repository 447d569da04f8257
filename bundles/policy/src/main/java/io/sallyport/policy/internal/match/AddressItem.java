// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.List;

/**
 * {@code ip_cidr}, {@code ip_is_private} and the same of the source. A destination that is a name
 * is matched by the addresses that a {@code resolve} rule has found; nothing is resolved for this.
 */
public record AddressItem(Side side, String field, CidrSet networks, String values)
    implements Item {

  // What Go calls private, loopback, multicast, link-local or unspecified: sing's IsPublicAddr.
  private static final CidrSet PRIVATE =
      new CidrSet(
          List.of(
              cidr4(10, 0, 8),
              cidr4(172, 16, 12),
              cidr4(192, 168, 16),
              cidr4(127, 0, 8),
              cidr4(169, 254, 16),
              cidr4(224, 0, 4),
              cidr4(0, 0, 32),
              new Cidr(new Ip(true, 0, 0), 128),
              new Cidr(new Ip(true, 0, 1), 128),
              new Cidr(new Ip(true, 0xfc00L << 48, 0), 7),
              new Cidr(new Ip(true, 0xfe80L << 48, 0), 10),
              new Cidr(new Ip(true, 0xff00L << 48, 0), 8)));

  private static Cidr cidr4(int first, int second, int length) {
    return new Cidr(new Ip(false, 0, (long) first << 24 | (long) second << 16), length);
  }

  /** {@code ip_cidr} or {@code source_ip_cidr}. */
  public static AddressItem cidr(Side side, List<Cidr> networks) {
    return new AddressItem(
        side, side.field("ip_cidr"), new CidrSet(networks), Texts.list(networks));
  }

  /** {@code ip_is_private} or {@code source_ip_is_private}. */
  public static AddressItem isPrivate(Side side) {
    return new AddressItem(side, side.field("ip_is_private"), PRIVATE, "true");
  }

  @Override
  public boolean matches(Subject subject) {
    for (Ip ip : subject.addresses(side)) {
      if (networks.contains(ip)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String found(Subject subject) {
    for (Ip ip : subject.addresses(side)) {
      Cidr cidr = networks.longest(ip);
      if (cidr != null) {
        String what = networks == PRIVATE ? field : field + " " + cidr;
        return what + " holds " + ip;
      }
    }
    throw new IllegalStateException("asked why a field matches that does not");
  }

  @Override
  public String missed(Subject subject) {
    var ips = List.of(subject.addresses(side));
    if (ips.isEmpty()) {
      return side == Side.SOURCE
          ? "the client has no address for " + field
          : "nothing has resolved the name for " + field;
    }
    if (networks == PRIVATE) {
      return Texts.list(ips) + " is public, against " + field;
    }
    return Texts.list(ips) + " is in no " + field + " of " + values;
  }
}
