// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.attach.internal.rules.Plans;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Family;
import io.sallyport.linux.IpRoute;
import io.sallyport.linux.IpRule;
import io.sallyport.linux.Routing;
import io.sallyport.linux.RoutingPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The routing by which an interface's captured packets come to us: looked at again now and then,
 * and free of what an earlier way of capturing, or an earlier process, has left. Blocks; one thread
 * at a time.
 */
final class Delivery {

  /** Of all attachments of this process, by interface. */
  private static final Map<String, RoutingPlan> IN_FORCE = new ConcurrentHashMap<>();

  private final Routing routing;
  private final List<Family> families;
  private @Nullable RoutingPlan plan;

  Delivery(Routing routing, List<Family> families) {
    this.routing = routing;
    this.families = families;
  }

  /** Sets what is not there yet. */
  void install(String interfaceName, RoutingPlan wanted) throws CommandException {
    IN_FORCE.put(interfaceName, wanted);
    routing.install(wanted);
  }

  /** Once packets are led by this plan: takes rules of others for the same interface away. */
  void settle(String interfaceName, RoutingPlan wanted) throws CommandException {
    if (wanted.equals(plan)) {
      return;
    }
    for (var family : families) {
      var devices =
          routing.rules(family).stream()
              .filter(rule -> rule.priority() == Plans.INTO_DEVICE)
              .toList();
      var tables =
          devices.stream()
              .filter(rule -> interfaceName.equals(rule.iif()))
              .map(IpRule::table)
              .collect(Collectors.toSet());
      for (var rule : devices) {
        if (tables.contains(rule.table())
            && IN_FORCE.values().stream().noneMatch(other -> other.rules().contains(rule))) {
          routing.remove(rule);
        }
      }
      for (long table : tables) {
        if (IN_FORCE.values().stream().noneMatch(other -> uses(other, table))) {
          routing.remove(IpRoute.lastUnreachable(family, table));
        }
      }
    }
    plan = wanted;
  }

  private static boolean uses(RoutingPlan plan, long table) {
    return plan.routes().stream().anyMatch(route -> route.table() == table);
  }

  /** Whether it is as it was set. */
  boolean intact() throws CommandException {
    return plan == null || routing.isInstalled(plan);
  }

  /** Nothing of it is needed any more. */
  void forget(String interfaceName) {
    IN_FORCE.remove(interfaceName);
    plan = null;
  }
}
