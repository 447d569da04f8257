// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

/**
 * Which part of all possible paths can be built with the microdescriptors at hand, by bandwidth
 * (path-spec §2.3.3). Each figure is from 0 to 1.
 *
 * @param guards of the first hops
 * @param middles of the second
 * @param exits of the last; of the second where the consensus has no exits at all
 */
public record PathFraction(double guards, double middles, double exits) {

  /** Of whole paths. */
  public double paths() {
    return guards * middles * exits;
  }

  /** {@code 40% of guards, 50% of middles, 60% of exits: 12% of paths}. */
  @Override
  public String toString() {
    return "%d%% of guards, %d%% of middles, %d%% of exits: %d%% of paths"
        .formatted(percent(guards), percent(middles), percent(exits), percent(paths()));
  }

  private static int percent(double part) {
    return (int) (part * 100);
  }
}
