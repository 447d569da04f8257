// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a private network consists of.
 *
 * @param authorities directory authorities; each is a relay too
 * @param relays relays without exit
 * @param exits relays that exit to everywhere
 * @param intervalSeconds voting interval after the first consensus; divides half an hour
 * @param intervalsValid how many intervals a consensus stays valid
 * @param parameters consensus parameters beyond those that every network here votes
 * @param lines further torrc lines for every node
 */
public record NetworkShape(
    int authorities,
    int relays,
    int exits,
    int intervalSeconds,
    int intervalsValid,
    Map<String, String> parameters,
    List<String> lines) {

  public NetworkShape {
    if (authorities < 1 || exits < 1 || authorities + relays + exits < 4) {
      throw new IllegalArgumentException("three hops and a spare are the least");
    }
    if (intervalSeconds < 10 || 1800 % intervalSeconds != 0) {
      throw new IllegalArgumentException(intervalSeconds + " s do not divide half an hour");
    }
    parameters = Map.copyOf(parameters);
    lines = List.copyOf(lines);
  }

  /** One authority, three relays, two exits: the quickest that gives paths a choice. */
  public static NetworkShape small() {
    return new NetworkShape(1, 3, 2, 300, 12, Map.of(), List.of());
  }

  /** Three authorities, four relays, two exits: majorities count, and one authority can die. */
  public static NetworkShape standard() {
    return new NetworkShape(3, 4, 2, 300, 12, Map.of(), List.of());
  }

  /** Three authorities, three relays, four exits: some may die, and there is still a choice. */
  public static NetworkShape ample() {
    return new NetworkShape(3, 3, 4, 300, 12, Map.of(), List.of());
  }

  /** The same with a consensus that is soon stale and soon invalid. */
  public NetworkShape voting(int seconds, int valid) {
    return new NetworkShape(authorities, relays, exits, seconds, valid, parameters, lines);
  }

  /** The same with one more consensus parameter. */
  public NetworkShape parameter(String name, String value) {
    var more = new TreeMap<>(parameters);
    more.put(name, value);
    return new NetworkShape(
        authorities, relays, exits, intervalSeconds, intervalsValid, more, lines);
  }

  /** The same with one more torrc line for every node. */
  public NetworkShape line(String line) {
    var more = new ArrayList<>(lines);
    more.add(line);
    return new NetworkShape(
        authorities, relays, exits, intervalSeconds, intervalsValid, parameters, more);
  }
}
