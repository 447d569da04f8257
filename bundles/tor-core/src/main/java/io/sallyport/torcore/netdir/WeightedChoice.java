// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Chooses at random in proportion to weights. */
public final class WeightedChoice {

  private WeightedChoice() {}

  /**
   * One of {@code all}; where all weights are 0, as in a network that nobody has measured, any with
   * equal chance.
   *
   * @param weight not negative
   * @param random has to be strong where the choice must not be foreseen
   * @return empty only if there is nothing to choose from
   */
  public static <T> Optional<T> pick(
      List<T> all, ToDoubleFunction<T> weight, RandomGenerator random) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    var upTo = new double[all.size()];
    double total = 0;
    for (int i = 0; i < upTo.length; i++) {
      total += Math.max(0, weight.applyAsDouble(all.get(i)));
      upTo[i] = total;
    }
    if (!(total > 0) || Double.isInfinite(total)) {
      return Optional.of(all.get(random.nextInt(all.size())));
    }
    double point = random.nextDouble() * total;
    for (int i = 0; i < upTo.length; i++) {
      if (point < upTo[i]) {
        return Optional.of(all.get(i));
      }
    }
    // Rounding: the last that has a weight.
    int last = upTo.length - 1;
    while (last > 0 && upTo[last - 1] == upTo[last]) {
      last--;
    }
    return Optional.of(all.get(last));
  }
}
