// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.api.Sessions;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Listing;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import io.sallyport.torclient.ClientStatus.CircuitView;
import io.sallyport.torclient.ClientStatus.StreamView;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code tor}: how outbounds that go by Tor fare. */
@Component(
    service = TorCommands.class,
    property = {
      "osgi.command.scope=tor",
      "osgi.command.function=status",
      "osgi.command.function=circuits",
      "osgi.command.function=streams",
      "osgi.command.function=newnym"
    })
public final class TorCommands {

  /** A circuit of an outbound. */
  record Circuit(String outbound, CircuitView view) {

    Object[] cells() {
      return new Object[] {
        outbound,
        view.id(),
        Human.age(view.age()),
        view.purpose(),
        view.streams().size(),
        String.join(" ", view.path().stream().map(StatusPage::brief).toList())
      };
    }

    Json json() {
      return new Json()
          .put("outbound", outbound)
          .put("id", view.id())
          .put("age_seconds", view.age().toSeconds())
          .put("purpose", view.purpose())
          .put("streams", view.streams().size())
          .put("path", Json.texts(view.path()));
    }
  }

  /** A stream of a circuit. */
  private record Stream(Circuit circuit, StreamView view) {

    Json json() {
      return new Json()
          .put("outbound", circuit.outbound())
          .put("circuit", circuit.view().id())
          .put("connected", view.connected());
    }
  }

  static final Listing<Circuit> CIRCUITS =
      new Listing<>(
          "no circuits",
          List.of(
              word("OUTBOUND"),
              number("ID"),
              number("AGE"),
              word("PURPOSE"),
              number("STREAMS"),
              word("PATH")),
          Circuit::cells,
          Circuit::json);

  private final TorOutbounds outbounds;

  /** For declarative services. */
  @Activate
  public TorCommands(@Reference Sessions sessions) {
    this.outbounds = new TorOutbounds(sessions);
  }

  /** {@code tor:status [OUTBOUND...]}. */
  @Descriptor("shows how far Tor is, its guards, and what it carries")
  public void status(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("tags of outbounds; all if none is given")
          @Value(value = "OUTBOUND", kind = Value.Kind.OUTBOUND, optional = true)
          String[] tags)
      throws CommandFailure {
    var chosen = outbounds.all().chosen(tags);
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(Json.array(chosen.entrySet(), one -> StatusPage.of(one).json()));
      return;
    }
    if (chosen.isEmpty()) {
      screen.line(Tone.DIM, "no outbound of type tor");
    }
    boolean first = true;
    for (var one : chosen.entrySet()) {
      if (!first) {
        screen.line("");
      }
      first = false;
      StatusPage.of(one).show(screen);
    }
  }

  /** {@code tor:circuits [OUTBOUND...]}. */
  @Descriptor("lists circuits: their age, what they are for, and their relays")
  public void circuits(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("tags of outbounds; all if none is given")
          @Value(value = "OUTBOUND", kind = Value.Kind.OUTBOUND, optional = true)
          String[] tags)
      throws CommandFailure {
    CIRCUITS.show(shell, json, circuits(tags));
  }

  /** {@code tor:streams [OUTBOUND...]}. */
  @Descriptor("lists streams; where they lead only if that is asked for")
  public void streams(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Parameter(names = "--destinations", presentValue = "true", absentValue = "false")
          @Descriptor("shows where streams lead, too")
          boolean destinations,
      @Descriptor("tags of outbounds; all if none is given")
          @Value(value = "OUTBOUND", kind = Value.Kind.OUTBOUND, optional = true)
          String[] tags)
      throws CommandFailure {
    var all = new ArrayList<Stream>();
    for (var circuit : circuits(tags)) {
      circuit.view().streams().forEach(stream -> all.add(new Stream(circuit, stream)));
    }
    new Listing<Stream>(
            "no streams",
            List.of(word("OUTBOUND"), number("CIRCUIT"), word("STATE"), word("DESTINATION")),
            one ->
                Table.cells(
                    one.circuit().outbound(),
                    one.circuit().view().id(),
                    one.view().connected() ? "open" : "connecting",
                    destinations ? one.view().destination() : null),
            one ->
                destinations ? one.json().put("destination", one.view().destination()) : one.json())
        .show(shell, json, all);
  }

  private List<Circuit> circuits(String... tags) throws CommandFailure {
    var all = new ArrayList<Circuit>();
    for (var one : outbounds.all().chosen(tags).entrySet()) {
      var status = one.getValue().status();
      if (status != null) {
        status.circuits().forEach(circuit -> all.add(new Circuit(one.getKey(), circuit)));
      }
    }
    return all;
  }

  /** {@code tor:newnym [OUTBOUND...]}. */
  @Descriptor("new streams take new circuits from now on; open ones go on")
  public void newnym(
      CommandSession shell,
      @Descriptor("tags of outbounds; all if none is given")
          @Value(value = "OUTBOUND", kind = Value.Kind.OUTBOUND, optional = true)
          String[] tags)
      throws CommandFailure {
    Screen screen = Screen.of(shell);
    for (var one : outbounds.all().chosen(tags).entrySet()) {
      one.getValue().newIdentity();
      screen.line(one.getKey() + ": new streams take new circuits");
    }
  }
}
