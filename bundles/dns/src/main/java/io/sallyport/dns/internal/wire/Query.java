// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

/** What a client sent, as far as it can be answered. */
public sealed interface Query {

  /** Its id. */
  int id();

  /** Its flags and codes, the second 16 bits of the header. */
  int flags();

  /**
   * A question.
   *
   * @param section the question as it was sent, capitals included, to be echoed
   * @param edns RFC 6891
   */
  record Good(int id, int flags, Question question, byte[] section, Edns edns) implements Query {

    /** Whether a validator at the client wants what fails validation too. */
    public boolean checkingDisabled() {
      return (flags & Header.CHECKING_DISABLED) != 0;
    }
  }

  /**
   * Something to be refused.
   *
   * @param rcode why; 16 is BADVERS
   * @param withEdns whether the answer carries an OPT record
   */
  record Bad(int id, int flags, int rcode, boolean withEdns) implements Query {}

  /**
   * The client's EDNS.
   *
   * @param present whether it sent any
   * @param size how long an answer by UDP may be
   * @param dnssecOk whether it wants signatures (RFC 3225)
   */
  record Edns(boolean present, int size, boolean dnssecOk) {

    /** A client without: 512 bytes (RFC 1035 §2.3.4). */
    public static final Edns NONE = new Edns(false, 512, false);
  }
}
