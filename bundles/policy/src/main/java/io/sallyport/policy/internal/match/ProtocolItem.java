// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import io.sallyport.api.Sniffed;
import java.util.List;

/** {@code protocol}: what sniffing has recognised. */
public record ProtocolItem(List<Sniffed.Protocol> protocols) implements Item {

  @Override
  public String field() {
    return "protocol";
  }

  @Override
  public String values() {
    return Texts.list(labels());
  }

  private List<String> labels() {
    return protocols.stream().map(Sniffed.Protocol::label).toList();
  }

  @Override
  public boolean matches(Subject subject) {
    var found = subject.protocol();
    return found != null && protocols.contains(found);
  }

  @Override
  public String found(Subject subject) {
    var found = subject.protocol();
    return "protocol is " + (found == null ? "unknown" : found.label());
  }

  @Override
  public String missed(Subject subject) {
    var found = subject.protocol();
    return found == null
        ? "sniffing has recognised no protocol"
        : "protocol " + found.label() + Texts.isNot(labels());
  }
}
