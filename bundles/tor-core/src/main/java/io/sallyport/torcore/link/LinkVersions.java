// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.Cells;

/** The link versions that we speak, and how one is agreed upon (tor-spec §4.1). */
final class LinkVersions {

  static final int LOWEST = 4;
  static final int HIGHEST = 5;

  private LinkVersions() {}

  static byte[] cell() {
    return Cells.versions(LOWEST, HIGHEST);
  }

  /** The highest version that both sides named. */
  static int choose(ByteReader in) throws ProtocolViolation {
    if (in.remaining() % 2 != 0) {
      throw new LinkFailure(
          LinkFailure.Kind.PROTOCOL, Reason.MALFORMED, "half a version in VERSIONS");
    }
    int chosen = 0;
    while (in.remaining() > 0) {
      int version = in.u16();
      if (version >= LOWEST && version <= HIGHEST) {
        chosen = Math.max(chosen, version);
      }
    }
    if (chosen == 0) {
      throw new LinkFailure(
          LinkFailure.Kind.NO_COMMON_VERSION,
          Reason.UNEXPECTED,
          "the peer speaks neither link version 4 nor 5");
    }
    return chosen;
  }
}
