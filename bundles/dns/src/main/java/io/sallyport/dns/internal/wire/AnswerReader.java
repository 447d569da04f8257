// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import java.util.Arrays;
import java.util.function.Predicate;

/** Reads and checks what servers send. */
public final class AnswerReader {

  /** Whatever a server says, it is asked again the next day. */
  public static final int MAX_TTL = 86_400;

  /** RFC 2308 §5: what is not there is believed for at most three hours; we say one. */
  private static final int MAX_NEGATIVE_TTL = 3_600;

  private static final int NXDOMAIN = 3;

  private final byte[] message;
  private final Predicate<byte[]> forbidden;
  private int[] ttls = new int[8];
  private int ttlCount;
  private long positive = MAX_TTL;
  private long negative;
  private int end;
  private int additional;

  private AnswerReader(byte[] message, Predicate<byte[]> forbidden) {
    this.message = message;
    this.forbidden = forbidden;
  }

  /**
   * Whether a message answers a question of ours.
   *
   * @param query what we sent
   * @param exactly whether capitals must be those that we sent (0x20)
   */
  public static boolean answers(byte[] message, byte[] query, int section, boolean exactly) {
    if (message.length < Header.LENGTH + section
        || Header.short16(message, 0) != Header.short16(query, 0)
        || (Header.short16(message, 2) & (Header.RESPONSE | Header.OPCODE)) != Header.RESPONSE
        || Header.short16(message, 4) != 1) {
      return false;
    }
    for (int i = Header.LENGTH; i < Header.LENGTH + section; i++) {
      boolean letter = !exactly && i < Header.LENGTH + section - 4;
      if (message[i] != query[i] && !(letter && lower(message[i]) == lower(query[i]))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
  }

  /** Whether it was cut for UDP. */
  public static boolean truncated(byte[] message) {
    return (Header.short16(message, 2) & Header.TRUNCATED) != 0;
  }

  /**
   * Reads a message that answers our question.
   *
   * @param section length of the question
   * @param forbidden addresses that no server can know
   * @throws DnsFormatException if anything in it is cut off, points elsewhere than back, or is
   *     forbidden
   */
  public static Answer read(byte[] message, int section, Predicate<byte[]> forbidden)
      throws DnsFormatException {
    return new AnswerReader(message, forbidden).read(Header.LENGTH + section);
  }

  private Answer read(int start) throws DnsFormatException {
    int flags = Header.short16(message, 2);
    int answers = Header.short16(message, 6);
    int authorities = Header.short16(message, 8);
    int at = section(start, answers, true);
    at = section(at, authorities, false);
    end = at;
    additional(at, Header.short16(message, 10));
    byte[] records = Arrays.copyOfRange(message, start, end);
    int[] places = Arrays.copyOf(ttls, ttlCount);
    for (int i = 0; i < ttlCount; i++) {
      places[i] -= start;
    }
    int rcode = flags & Header.RCODE;
    return new Answer(
        rcode,
        (flags & Header.AUTHENTIC) != 0,
        answers,
        authorities,
        additional,
        records,
        places,
        lifetime(rcode, answers));
  }

  private int lifetime(int rcode, int answers) {
    if (rcode == 0 && answers > 0) {
      return (int) positive;
    }
    return rcode == 0 || rcode == NXDOMAIN ? (int) Math.min(negative, MAX_NEGATIVE_TTL) : 0;
  }

  private int section(int from, int count, boolean answer) throws DnsFormatException {
    int at = from;
    for (int i = 0; i < count; i++) {
      int fixed = WireName.skip(message, at);
      at = end(fixed);
      int type = Header.short16(message, fixed);
      long ttl = ttl(fixed + 4);
      noteTtl(fixed + 4);
      if (answer) {
        positive = Math.min(positive, ttl);
        checkAddress(type, fixed + 10, at);
      } else if (type == Question.SOA && at - fixed - 10 >= 22) {
        // RFC 2308 §5: the lesser of the record's own time to live and its last field.
        negative = Math.min(ttl, ttl(at - 4));
      }
    }
    return at;
  }

  /** What stands behind OPT is left out with it: it may be, and pointers would need to change. */
  private void additional(int from, int count) throws DnsFormatException {
    int at = from;
    boolean kept = true;
    for (int i = 0; i < count; i++) {
      int fixed = WireName.skip(message, at);
      at = end(fixed);
      int type = Header.short16(message, fixed);
      kept &= type != Question.OPT;
      if (kept) {
        noteTtl(fixed + 4);
        checkAddress(type, fixed + 10, at);
        additional++;
        end = at;
      }
    }
  }

  private int end(int fixed) throws DnsFormatException {
    if (fixed + 10 > message.length) {
      throw new DnsFormatException("a record is cut off");
    }
    int end = fixed + 10 + Header.short16(message, fixed + 8);
    if (end > message.length) {
      throw new DnsFormatException("the data of a record are cut off");
    }
    return end;
  }

  private void checkAddress(int type, int from, int to) throws DnsFormatException {
    int length = type == Question.A ? 4 : type == Question.AAAA ? 16 : -1;
    if (length < 0) {
      return;
    }
    if (to - from != length) {
      throw new DnsFormatException("an address of " + (to - from) + " bytes");
    }
    if (forbidden.test(Arrays.copyOfRange(message, from, to))) {
      throw new DnsFormatException("a fake address");
    }
  }

  private long ttl(int at) {
    return sane(Header.int32(message, at));
  }

  /** RFC 2181 §8: what has the highest bit set counts as 0. */
  static long sane(long ttl) {
    return ttl > Integer.MAX_VALUE ? 0 : ttl;
  }

  private void noteTtl(int at) {
    if (ttlCount == ttls.length) {
      ttls = Arrays.copyOf(ttls, ttlCount * 2);
    }
    ttls[ttlCount++] = at;
  }
}
