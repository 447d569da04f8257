// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import io.sallyport.api.Network;
import java.util.List;

/** {@code network}. */
public record NetworkItem(List<Network> networks) implements Item {

  @Override
  public String field() {
    return "network";
  }

  @Override
  public String values() {
    return Texts.list(networks);
  }

  @Override
  public boolean matches(Subject subject) {
    return networks.contains(subject.network());
  }

  @Override
  public String found(Subject subject) {
    return "network is " + subject.network();
  }

  @Override
  public String missed(Subject subject) {
    return "network " + subject.network() + Texts.isNot(networks);
  }
}
