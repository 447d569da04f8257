// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import io.sallyport.api.Destination;

/**
 * {@code ip_version}: the family of a destination that is an address; a name has none, resolved or
 * not, as in sing-box.
 */
public record VersionItem(int version) implements Item {

  @Override
  public String field() {
    return "ip_version";
  }

  @Override
  public String values() {
    return Integer.toString(version);
  }

  @Override
  public boolean matches(Subject subject) {
    return subject.destination() instanceof Destination.Address
        && subject.addresses(Side.DESTINATION)[0].v6() == (version == 6);
  }

  @Override
  public String found(Subject subject) {
    return "ip_version is " + version;
  }

  @Override
  public String missed(Subject subject) {
    return subject.destination() instanceof Destination.Address
        ? "ip_version is not " + version
        : "the destination is a name, which has no ip_version";
  }
}
