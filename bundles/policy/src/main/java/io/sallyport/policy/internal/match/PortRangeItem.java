// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.List;

/** {@code port_range} and {@code source_port_range}. */
public record PortRangeItem(Side side, List<PortRange> ranges) implements Item {

  @Override
  public String field() {
    return side.field("port_range");
  }

  @Override
  public String values() {
    return Texts.list(ranges);
  }

  @Override
  public boolean matches(Subject subject) {
    int port = subject.port(side);
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).contains(port)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String found(Subject subject) {
    int port = subject.port(side);
    var range = ranges.stream().filter(r -> r.contains(port)).findFirst().orElseThrow();
    return side.field("port") + " " + port + " is within " + range;
  }

  @Override
  public String missed(Subject subject) {
    return side.field("port") + " " + subject.port(side) + " is not within " + values();
  }
}
