// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.util.List;

/**
 * Routes and the rules that lead to them.
 *
 * @param routes set before any rule, so that no packet finds an empty table
 * @param rules taken away before any route, for the same reason
 */
public record RoutingPlan(List<IpRoute> routes, List<IpRule> rules) {

  public RoutingPlan {
    routes = List.copyOf(routes);
    rules = List.copyOf(rules);
  }
}
