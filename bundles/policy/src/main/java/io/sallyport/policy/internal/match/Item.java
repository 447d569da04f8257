// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

/** One field of a rule with its values, of which one must match. Immutable. */
public sealed interface Item
    permits NameItem,
        KeywordItem,
        RegexItem,
        AddressItem,
        PortItem,
        PortRangeItem,
        WordItem,
        NetworkItem,
        ProtocolItem,
        VersionItem {

  /** Its key in files. */
  String field();

  /** Its values on one line, a long list shortened. */
  String values();

  /** Whether one of the values matches. */
  boolean matches(Subject subject);

  /** Which value matches, given that one does; for people. */
  String found(Subject subject);

  /** Why none matches, given that none does; for people. */
  String missed(Subject subject);
}
