// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.List;

/** {@code domain_keyword}: part of a name. */
public record KeywordItem(List<String> keywords) implements Item {

  @Override
  public String field() {
    return "domain_keyword";
  }

  @Override
  public String values() {
    return Texts.list(keywords);
  }

  @Override
  public boolean matches(Subject subject) {
    String name = subject.name();
    if (name != null) {
      for (int i = 0; i < keywords.size(); i++) {
        if (name.contains(keywords.get(i))) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public String found(Subject subject) {
    String name = String.valueOf(subject.name());
    String keyword = keywords.stream().filter(name::contains).findFirst().orElseThrow();
    return "domain_keyword " + keyword + " is in " + name;
  }

  @Override
  public String missed(Subject subject) {
    String name = subject.name();
    return name == null
        ? "there is no name for domain_keyword"
        : name + " holds no domain_keyword of " + values();
  }
}
