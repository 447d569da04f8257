// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

/**
 * A host name in a rule.
 *
 * @param name in lower-case ASCII, without dots at either end
 * @param self whether it matches the name itself
 * @param below whether it matches the names below it
 */
public record NamePattern(String name, boolean self, boolean below) {

  /** Whether a host name matches. */
  public boolean matches(String host) {
    if (!host.endsWith(name)) {
      return false;
    }
    int rest = host.length() - name.length();
    return rest == 0 ? self : below && host.charAt(rest - 1) == '.';
  }

  /** As sing-box writes it: a dot before it leaves the name itself out. */
  @Override
  public String toString() {
    return self ? name : "." + name;
  }
}
