// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import io.sallyport.dns.internal.server.Ask;
import io.sallyport.dns.internal.wire.AnswerText;
import io.sallyport.dns.internal.wire.Question;
import io.sallyport.dns.internal.wire.WireName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code dns:query}: what a client of an inbound would be answered. */
@Component(
    service = QueryCommand.class,
    property = {"osgi.command.scope=dns", "osgi.command.function=query"})
public final class QueryCommand {

  /** Longer than any resolver goes on asking. */
  private static final int PATIENCE_SECONDS = 70;

  private final Resolvers resolvers;

  /** For declarative services. */
  @Activate
  public QueryCommand(@Reference Resolvers resolvers) {
    this.resolvers = resolvers;
  }

  /** {@code dns:query INBOUND NAME [TYPE]}. */
  @Descriptor("asks a question as a client of an inbound would")
  public void query(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("tag of an inbound") @Value(value = "INBOUND", kind = Value.Kind.INBOUND)
          String inbound,
      @Descriptor("name to look up") @Value("NAME") String name,
      @Descriptor("type of records: AAAA, MX, TXT, PTR...; A unless said")
          @Value(
              value = "TYPE",
              kind = Value.Kind.WORDS,
              words = {"A", "AAAA", "HTTPS", "MX", "NS", "PTR", "SOA", "SRV", "SVCB", "TXT"},
              optional = true)
          String[] type)
      throws CommandFailure, InterruptedException {
    var resolver = resolvers.tagged().get(inbound);
    var question = question(name, Arguments.optional("type", "A", type));
    var origin =
        new Origin(
            inbound,
            "shell",
            null,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null);
    long start = System.nanoTime();
    var asked = resolver.resolve(question, Network.UDP, origin, resolvers.transport().loop());
    boolean done = asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    long millis = (System.nanoTime() - start) / 1_000_000;
    var outcome = done && asked.isSuccess() ? asked.getNow() : null;
    String problem =
        outcome != null ? null : done ? String.valueOf(asked.cause().getMessage()) : "no answer";
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(json(outcome, problem, millis));
    } else {
      show(screen, outcome, problem, millis);
    }
  }

  private static Ask question(String name, String type) throws CommandFailure {
    String plain = name.toLowerCase(Locale.ROOT);
    plain = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    try {
      WireName.bytes(plain);
      return InterfaceResolver.plain(plain, Question.typeOf(type));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static void show(
      Screen screen, @Nullable Outcome outcome, @Nullable String problem, long millis) {
    if (outcome == null) {
      screen.line(Tone.BAD, "SERVFAIL after " + millis + " ms: " + problem);
    } else if (outcome.answer() == null) {
      screen.line("no answer, as " + outcome.by() + " says");
    } else {
      String code = AnswerText.rcode(outcome.answer().rcode());
      screen.line(Tone.HEADING, code + " after " + millis + " ms from " + outcome.by());
      AnswerText.records(outcome.answer()).forEach(screen::line);
    }
  }

  private static Json json(@Nullable Outcome outcome, @Nullable String problem, long millis) {
    var answer = outcome == null ? null : outcome.answer();
    return new Json()
        .put("rcode", answer == null ? null : AnswerText.rcode(answer.rcode()))
        .put("by", outcome == null ? null : outcome.by())
        .put("problem", problem)
        .put("milliseconds", millis)
        .put("records", Json.texts(answer == null ? List.of() : AnswerText.records(answer)));
  }
}
