// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.Arrays;
import java.util.List;

/** {@code port} and {@code source_port}. */
public record PortItem(Side side, List<Integer> ports, int[] sorted) implements Item {

  /** Ports as they are written, 0 to 65535. */
  public static PortItem of(Side side, List<Integer> ports) {
    var distinct = ports.stream().distinct().toList();
    return new PortItem(
        side, distinct, distinct.stream().mapToInt(port -> port).sorted().toArray());
  }

  @Override
  public String field() {
    return side.field("port");
  }

  @Override
  public String values() {
    return Texts.list(ports);
  }

  @Override
  public boolean matches(Subject subject) {
    return Arrays.binarySearch(sorted, subject.port(side)) >= 0;
  }

  @Override
  public String found(Subject subject) {
    return field() + " is " + subject.port(side);
  }

  @Override
  public String missed(Subject subject) {
    return field() + " " + subject.port(side) + Texts.isNot(ports);
  }
}
