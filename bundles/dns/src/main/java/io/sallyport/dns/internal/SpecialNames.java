// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.netty.util.NetUtil;
import io.sallyport.dns.internal.server.Reverse;
import io.sallyport.dns.internal.wire.Answer;
import io.sallyport.dns.internal.wire.Question;
import io.sallyport.dns.internal.wire.Records;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Names that no server is ever asked for, whatever rules say. */
final class SpecialNames {

  private static final int NXDOMAIN = 3;
  private static final int TTL = 3600;

  private SpecialNames() {}

  /**
   * The answer; null for a name like any other.
   *
   * @param isFake whether an address is in a range of fake ones
   * @param nameOf the name of a fake address, null if it has none
   */
  static @Nullable Answer answer(
      Question question,
      Predicate<byte[]> isFake,
      Function<byte[], @Nullable String> nameOf,
      int fakeTtl) {
    String name = question.name();
    // RFC 6761 §6.3.
    if (question.isUnder("localhost")) {
      return switch (question.type()) {
        case Question.A -> loopback(NetUtil.LOCALHOST4);
        case Question.AAAA -> loopback(NetUtil.LOCALHOST6);
        default -> Answer.empty(0, 0);
      };
    }
    // RFC 8880 §7: no NAT64 is here to be found. And Firefox keeps to our DNS where this name is
    // absent.
    if (question.isUnder("ipv4only.arpa") || name.equals("use-application-dns.net")) {
      return Answer.empty(NXDOMAIN, 0);
    }
    if (isAddressInDisguise(name)) {
      return Answer.empty(NXDOMAIN, 0);
    }
    // RFC 9462 §6.4: designated resolvers would be a way around us.
    if (question.isUnder("resolver.arpa")) {
      return Answer.empty(0, 0);
    }
    byte[] ip = name.endsWith(".arpa") ? Reverse.address(name) : null;
    if (ip != null && isFake.test(ip)) {
      String found = nameOf.apply(ip);
      if (found == null) {
        return Answer.empty(NXDOMAIN, 0);
      }
      return question.type() == Question.PTR
          ? Records.pointer(found, fakeTtl, 0)
          : Answer.empty(0, 0);
    }
    return null;
  }

  /**
   * Whether a name can be none of a host since its last label is a number: no such domain exists,
   * and who would connect to the name would be understood to mean an address.
   */
  private static boolean isAddressInDisguise(String name) {
    var last = name.substring(name.lastIndexOf('.') + 1);
    boolean hex = last.startsWith("0x");
    for (int i = hex ? 2 : 0; i < last.length(); i++) {
      if (Character.digit(last.charAt(i), hex ? 16 : 10) < 0) {
        return false;
      }
    }
    return !last.isEmpty();
  }

  private static Answer loopback(InetAddress address) {
    return Records.addresses(List.of(address), TTL, 0);
  }
}
