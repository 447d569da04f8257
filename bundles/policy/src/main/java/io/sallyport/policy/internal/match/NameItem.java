// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.Objects;

/** {@code domain} and {@code domain_suffix}. */
public record NameItem(String field, NameSet names) implements Item {

  @Override
  public String values() {
    return Texts.list(names.all());
  }

  @Override
  public boolean matches(Subject subject) {
    String name = subject.name();
    return name != null && names.contains(name);
  }

  @Override
  public String found(Subject subject) {
    String name = Objects.requireNonNull(subject.name());
    return field + " " + names.first(name) + " matches " + name;
  }

  @Override
  public String missed(Subject subject) {
    String name = subject.name();
    return name == null
        ? "there is no name for " + field
        : name + " matches no " + field + " of " + values();
  }
}
