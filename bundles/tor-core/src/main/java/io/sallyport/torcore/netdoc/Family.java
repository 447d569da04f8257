// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a relay says about relays of the same operator. The list counts only where it is mutual;
 * identities of families are proven to the authorities (proposal 321), so one that two relays share
 * is enough.
 *
 * @param members RSA identities on its list
 * @param nicknames nicknames on its list, lower case
 * @param ids identities of families, as they are written
 */
public record Family(Set<RsaIdentity> members, Set<String> nicknames, Set<String> ids) {

  /** Says nothing. */
  public static final Family NONE = new Family(Set.of(), Set.of(), Set.of());

  public Family {
    members = Set.copyOf(members);
    nicknames = Set.copyOf(nicknames);
    ids = Set.copyOf(ids);
  }

  /** Whether its list names this relay. */
  public boolean lists(RouterStatus relay) {
    return members.contains(relay.identity())
        || !nicknames.isEmpty() && nicknames.contains(relay.nickname().toLowerCase(Locale.ROOT));
  }

  /** Whether both are of one proven family. */
  public boolean sharesIdWith(Family other) {
    return !ids.isEmpty() && ids.stream().anyMatch(other.ids::contains);
  }

  /** From the lines {@code family} and {@code family-ids}; what is not understood is left out. */
  static Family parse(String list, String ids) {
    if (list.isBlank() && ids.isBlank()) {
      return NONE;
    }
    var members = new HashSet<RsaIdentity>();
    var nicknames = new HashSet<String>();
    for (String word : words(list)) {
      int from = word.startsWith("$") ? 1 : 0;
      if (word.length() >= from + 40
          && (word.length() == from + 40 || "=~".indexOf(word.charAt(from + 40)) >= 0)) {
        byte[] digest = Field.hex(Items.ascii(word), from, from + 40);
        if (digest.length == RsaIdentity.LENGTH) {
          members.add(new RsaIdentity(digest));
        }
      } else if (isNickname(word)) {
        nicknames.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return new Family(members, nicknames, new HashSet<>(words(ids)));
  }

  /** 1 to 19 letters and digits. */
  static boolean isNickname(String word) {
    if (word.isEmpty() || word.length() > 19) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }

  private static java.util.List<String> words(String text) {
    return text.isBlank() ? java.util.List.of() : java.util.List.of(text.strip().split("[ \t]+"));
  }
}
