// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * A query of ours to a server: one question, recursion desired, EDNS without anything of the
 * client.
 *
 * @param message the bytes to send, id included
 * @param section length of the question
 */
public record ServerQuery(byte[] message, int section) {

  /** RFC 8467 §4.1: queries are padded to a multiple of this, so that their length tells little. */
  private static final int PADDED = 128;

  private static final int OPTION_PADDING = 12;
  private static final int CLASS_IN = 1;

  /**
   * Makes a query with id 0 and lower-case letters.
   *
   * @param padded whether it goes by an encrypted way (RFC 7830)
   */
  public static ServerQuery of(
      Question question, boolean dnssecOk, boolean checkingDisabled, boolean padded) {
    byte[] name = WireName.bytes(question.name());
    int section = name.length + 4;
    int plain = Header.LENGTH + section + 11;
    int padding = padded ? Math.floorMod(-(plain + 4), PADDED) : -1;
    var out = ByteBuffer.allocate(padded ? plain + 4 + padding : plain);
    out.putShort((short) 0);
    int flags = Header.RECURSION_DESIRED | (checkingDisabled ? Header.CHECKING_DISABLED : 0);
    out.putShort((short) (dnssecOk ? flags | Header.AUTHENTIC : flags));
    out.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 1);
    out.put(name).putShort((short) question.type()).putShort((short) CLASS_IN);
    out.put((byte) 0).putShort((short) Question.OPT).putShort((short) QueryReader.MAX_UDP);
    out.putShort((short) 0).putShort((short) (dnssecOk ? 0x8000 : 0));
    if (padded) {
      out.putShort((short) (4 + padding));
      out.putShort((short) OPTION_PADDING).putShort((short) padding);
    }
    return new ServerQuery(out.array(), section);
  }

  /** The same with an id. */
  public ServerQuery withId(int id) {
    byte[] copy = message.clone();
    Header.put16(copy, 0, id);
    return new ServerQuery(copy, section);
  }

  /**
   * The same with an id and with letters of random case (draft-vixie-dnsext-dns0x20): who guesses
   * an answer must guess these too.
   */
  public ServerQuery disguised(int id, RandomGenerator random) {
    var copy = withId(id);
    long coins = 0;
    for (int i = 0; i < section - 4; i++) {
      if ((i & 63) == 0) {
        coins = random.nextLong();
      }
      int at = Header.LENGTH + i;
      byte octet = copy.message[at];
      if (octet >= 'a' && octet <= 'z' && (coins >> (i & 63) & 1) != 0) {
        copy.message[at] = (byte) (octet - 32);
      }
    }
    return copy;
  }

  /** Its id. */
  public int id() {
    return Header.short16(message, 0);
  }
}
