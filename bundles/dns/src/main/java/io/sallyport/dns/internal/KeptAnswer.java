// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.command.Json;
import io.sallyport.command.Listing;
import io.sallyport.command.Table;
import io.sallyport.dns.internal.wire.AnswerText;
import io.sallyport.dns.internal.wire.Question;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer that is kept, as {@code dns:cache} shows it. */
record KeptAnswer(String inbound, AnswerCache.Line line) {

  static final Listing<KeptAnswer> LISTING =
      new Listing<>(
          "nothing is kept",
          List.of(
              word("INBOUND"),
              number("TTL"),
              word("SERVER"),
              word("TYPE"),
              text("NAME"),
              text("ANSWER")),
          KeptAnswer::cells,
          KeptAnswer::json);

  Question question() {
    return line.key().ask().question();
  }

  @Nullable Object[] cells() {
    return Table.cells(
        inbound,
        line.left() > 0 ? line.left() : "stale",
        line.key().server(),
        Question.typeName(question().type()),
        question().name().isEmpty() ? "." : question().name(),
        AnswerText.brief(line.answer()));
  }

  Json json() {
    return new Json()
        .put("inbound", inbound)
        .put("seconds_left", line.left())
        .put("server", line.key().server())
        .put("type", Question.typeName(question().type()))
        .put("name", question().name())
        .put("answer", AnswerText.brief(line.answer()));
  }
}
