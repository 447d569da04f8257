// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.path;

import java.util.Set;

/**
 * What paths must keep to.
 *
 * @param distinctSubnets whether two relays of a path may not be in one /16 (IPv6: /32); off where
 *     a whole network is in one, as for testing
 * @param longLivedPorts ports to which streams last long: those get relays that do
 */
public record PathRules(boolean distinctSubnets, Set<Integer> longLivedPorts) {

  /** For the public network. */
  public static final PathRules STANDARD =
      new PathRules(
          true, Set.of(21, 22, 706, 1863, 5050, 5190, 5222, 5223, 6523, 6667, 6697, 8300));

  /** For a network on one machine. */
  public static final PathRules TESTING = new PathRules(false, STANDARD.longLivedPorts());

  public PathRules {
    longLivedPorts = Set.copyOf(longLivedPorts);
  }

  /** Whether the relays of a circuit for this are better stable. */
  public boolean wantsStable(Target target) {
    return target instanceof Target.Exit exit && longLivedPorts.contains(exit.port());
  }
}
