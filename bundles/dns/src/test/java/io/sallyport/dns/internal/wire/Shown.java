// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import java.util.stream.Collectors;

/** An answer on one line. */
public final class Shown {

  private Shown() {}

  /**
   * Code, then type, time to live and data of each record.
   *
   * @throws AssertionError if it does not answer the query
   */
  public static String of(byte[] message, byte[] query) {
    int section = Messages.question(query).length;
    if (!AnswerReader.answers(message, query, section, true)) {
      throw new AssertionError("answers another question");
    }
    try {
      var answer = AnswerReader.read(message, section, ip -> false);
      return AnswerText.rcode(answer.rcode())
          + AnswerText.records(answer).stream()
              .map(line -> " " + line.replace("  ", " "))
              .collect(Collectors.joining());
    } catch (DnsFormatException e) {
      throw new AssertionError(e);
    }
  }
}
