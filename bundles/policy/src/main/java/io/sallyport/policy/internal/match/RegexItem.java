// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * {@code domain_regex}, found anywhere in a name unless anchored. The engine is RE2, as in
 * sing-box: the same syntax, and time linear in the name, so that no name which a client makes up
 * can stall an event loop, as it could by back-tracking in {@code java.util.regex}.
 */
public record RegexItem(List<Pattern> patterns) implements Item {

  @Override
  public String field() {
    return "domain_regex";
  }

  @Override
  public String values() {
    return Texts.list(patterns);
  }

  @Override
  public boolean matches(Subject subject) {
    String name = subject.name();
    if (name != null) {
      for (int i = 0; i < patterns.size(); i++) {
        if (patterns.get(i).matcher(name).find()) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public String found(Subject subject) {
    String name = String.valueOf(subject.name());
    var pattern = patterns.stream().filter(p -> p.matcher(name).find()).findFirst().orElseThrow();
    return "domain_regex " + pattern + " matches " + name;
  }

  @Override
  public String missed(Subject subject) {
    String name = subject.name();
    return name == null
        ? "there is no name for domain_regex"
        : name + " matches no domain_regex of " + values();
  }
}
