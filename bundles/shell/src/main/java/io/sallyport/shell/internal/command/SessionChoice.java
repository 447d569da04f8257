// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Session;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Which sessions {@code session:list} shows, and in what order. */
final class SessionChoice {

  private SessionChoice() {}

  /** Those that agree with all of these that are not empty. */
  static Predicate<Session> of(
      String inbound, String outbound, String user, String source, String state)
      throws CommandFailure {
    Predicate<Session> wanted = session -> true;
    if (!inbound.isEmpty()) {
      wanted = wanted.and(one -> one.flow().origin().inbound().equals(inbound));
    }
    if (!outbound.isEmpty()) {
      wanted = wanted.and(one -> outbound.equals(one.outbound()));
    }
    if (!user.isEmpty()) {
      wanted = wanted.and(one -> user.equals(one.flow().origin().user()));
    }
    if (!source.isEmpty()) {
      wanted = wanted.and(one -> source.equals(one.flow().origin().source().getHostString()));
    }
    if (!state.isEmpty()) {
      var states = Arrays.stream(Session.State.values()).map(Session.State::label).toList();
      String label = Arguments.word("--state", state, states);
      wanted = wanted.and(one -> one.state().label().equals(label));
    }
    return wanted;
  }

  /** Largest first. */
  static Comparator<SessionView> order(String sort, SessionRates rates) throws CommandFailure {
    Comparator<SessionView> ascending =
        switch (Arguments.word("--sort", sort, List.of("up", "down", "rate", "age", "idle"))) {
          case "up" -> Comparator.comparingLong(SessionView::up);
          case "down" -> Comparator.comparingLong(SessionView::down);
          case "rate" -> Comparator.comparingLong(rates::of);
          case "age" -> Comparator.comparing(SessionView::age);
          default -> Comparator.comparing(SessionView::idle);
        };
    return ascending.reversed();
  }
}
