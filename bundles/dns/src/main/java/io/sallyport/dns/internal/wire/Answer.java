// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

/**
 * What stands behind the question in an answer: true for every message with the same question,
 * since pointers count from a header and question that are equally long. Immutable, whatever the
 * arrays would allow.
 *
 * @param rcode NOERROR, NXDOMAIN or another code below 16
 * @param authentic whether the server has validated it (AD)
 * @param answers records in the answer section
 * @param authorities records in the authority section
 * @param additional records in the additional section
 * @param records the records, without OPT
 * @param ttls where in {@code records} the times to live stand
 * @param lifetime how long it may be kept, in seconds; 0 for not at all
 */
public record Answer(
    int rcode,
    boolean authentic,
    int answers,
    int authorities,
    int additional,
    byte[] records,
    int[] ttls,
    int lifetime) {

  private static final byte[] NOTHING = {};
  private static final int[] NOWHERE = {};

  /** No records. */
  public static Answer empty(int rcode, int lifetime) {
    return new Answer(rcode, false, 0, 0, 0, NOTHING, NOWHERE, lifetime);
  }

  /** The same with another lifetime. */
  public Answer livingFor(int seconds) {
    return new Answer(rcode, authentic, answers, authorities, additional, records, ttls, seconds);
  }

  /** The same with one time to live in all records. */
  public Answer withTtl(int seconds) {
    byte[] changed = records.clone();
    for (int at : ttls) {
      Header.put32(changed, at, seconds);
    }
    return new Answer(
        rcode,
        authentic,
        answers,
        authorities,
        additional,
        changed,
        ttls,
        lifetime == 0 ? 0 : seconds);
  }

  /** About what it costs to keep. */
  public int weight() {
    return 96 + records.length + 4 * ttls.length;
  }
}
