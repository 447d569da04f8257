// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the authorities say of a relay (dir-spec §3.4.1, {@code s}); {@link #word} is their word.
 */
public enum RelayFlag {
  AUTHORITY("Authority"),
  BAD_EXIT("BadExit"),
  EXIT("Exit"),
  FAST("Fast"),
  GUARD("Guard"),
  HS_DIR("HSDir"),
  MIDDLE_ONLY("MiddleOnly"),
  NO_ED_CONSENSUS("NoEdConsensus"),
  RUNNING("Running"),
  STABLE("Stable"),
  STALE_DESC("StaleDesc"),
  SYBIL("Sybil"),
  V2_DIR("V2Dir"),
  VALID("Valid");

  private static final Map<String, RelayFlag> BY_WORD = new HashMap<>();

  static {
    for (var flag : values()) {
      BY_WORD.put(flag.word, flag);
    }
  }

  private final String word;

  RelayFlag(String word) {
    this.word = word;
  }

  /** How a consensus writes it. */
  public String word() {
    return word;
  }

  /** The flags of an {@code s} line; unknown ones are passed over. */
  static Set<RelayFlag> read(Items item) throws NetdocException {
    var flags = EnumSet.noneOf(RelayFlag.class);
    for (int i = 0; i < item.arguments(); i++) {
      var flag = BY_WORD.get(item.argument(i));
      if (flag != null) {
        flags.add(flag);
      }
    }
    return java.util.Collections.unmodifiableSet(flags);
  }
}
