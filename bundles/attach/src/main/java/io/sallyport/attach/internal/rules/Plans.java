// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.rules;

import io.sallyport.linux.Family;
import io.sallyport.linux.IpRoute;
import io.sallyport.linux.IpRule;
import io.sallyport.linux.NftTable;
import io.sallyport.linux.RoutingPlan;
import java.util.ArrayList;
import java.util.List;

/** Names of tables, and the routing that belongs to them. */
public final class Plans {

  /** Table and priority of what is delivered to us; shared by all attachments. */
  private static final int CAPTURED = 5100;

  /** Table and priority of the second lock; asked after the first so that captured packets pass. */
  private static final int LOCKED = 5200;

  /** Priority of what is led into a device: before what is marked as captured is delivered. */
  public static final int INTO_DEVICE = 5050;

  /** Before that: what this product sends itself goes where it would go without all this. */
  public static final int OWN = 5040;

  private static final long FIRST_DEVICE_TABLE = 530_000;

  private Plans() {}

  /** The routing table of a device, by its number. */
  public static long deviceTable(int number) {
    return FIRST_DEVICE_TABLE + number;
  }

  /** The table that refuses; stays behind when we are gone. */
  public static NftTable guard(String interfaceName) {
    return NftTable.of("guard", interfaceName);
  }

  /** The table that refuses on every bridge of which the interface is, or becomes, a port. */
  public static NftTable bridgeGuard(String interfaceName) {
    return new NftTable("bridge", guard(interfaceName).name());
  }

  /** The table that refuses while the interface is a port of whatever. */
  public static NftTable portGuard(String interfaceName) {
    return new NftTable("netdev", guard(interfaceName).name());
  }

  /** The table that captures. */
  public static NftTable capture(String interfaceName) {
    return NftTable.of("capture", interfaceName);
  }

  /**
   * The second lock: what came in by the interface and is not for this machine finds no route. It
   * holds where somebody flushes all rules of nftables.
   *
   * @param families that this machine has
   */
  public static RoutingPlan lock(String interfaceName, List<Family> families) {
    return new RoutingPlan(
        families.stream().map(family -> IpRoute.lastUnreachable(family, LOCKED)).toList(),
        families.stream()
            .map(family -> IpRule.ofInterface(family, LOCKED, interfaceName, LOCKED))
            .toList());
  }

  /** The same without the route, which the locks of other interfaces use too. */
  public static RoutingPlan unlock(String interfaceName, List<Family> families) {
    return new RoutingPlan(List.of(), lock(interfaceName, families).rules());
  }

  /**
   * Whatever is marked as captured is for this machine. So is, over IPv6, what is only sent to be
   * rejected: where somebody has flushed all rules it must not leave either. Over IPv4 a reject of
   * what is for this machine would not be answered; there its socket knows only the way back.
   */
  public static RoutingPlan deliver(List<Family> families) {
    var rules = new ArrayList<IpRule>();
    for (var family : families) {
      rules.add(delivered(family, Marks.CAPTURED));
      if (family == Family.INET6) {
        rules.add(delivered(family, Marks.REFUSED));
      }
    }
    return new RoutingPlan(
        families.stream().map(family -> IpRoute.localDefault(family, CAPTURED)).toList(), rules);
  }

  private static IpRule delivered(Family family, int mark) {
    return new IpRule(family, CAPTURED, null, new IpRule.Mark(mark, Marks.MASK), null, CAPTURED);
  }
}
