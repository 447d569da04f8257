// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Session;
import io.sallyport.api.Sessions;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Human;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code session}: what goes through now. */
@Component(
    service = SessionCommands.class,
    property = {
      "osgi.command.scope=session",
      "osgi.command.function=show",
      "osgi.command.function=close"
    })
public final class SessionCommands {

  private final Sessions sessions;
  private final InstantSource clock;

  /** For declarative services. */
  @Activate
  public SessionCommands(@Reference Sessions sessions) {
    this(sessions, InstantSource.system());
  }

  SessionCommands(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** {@code session:show}. */
  @Descriptor("shows all that is known of one session")
  public void show(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("its number, as session:list shows it")
          @Value(value = "ID", kind = Value.Kind.SESSION)
          String id)
      throws CommandFailure {
    var view = SessionView.of(find(id), clock);
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(view.json());
      return;
    }
    var session = view.session();
    var origin = session.flow().origin();
    var sniffed = session.sniffed();
    screen.field("id", view.id());
    screen.field("state", Shown.state(session.state()));
    screen.field("inbound", origin.inbound() + " (" + origin.inboundType() + ")");
    if (origin.interfaceName() != null) {
      screen.field("interface", origin.interfaceName());
    }
    screen.field("source", Shown.orDash(view.source()));
    screen.field("user", Shown.orDash(origin.user()));
    screen.field("network", session.flow().network());
    screen.field("destination", session.flow().destination());
    if (sniffed != null) {
      screen.field(
          "sniffed",
          (sniffed.protocol() == null ? "nothing known" : sniffed.protocol().label())
              + (sniffed.domain() == null ? "" : " " + sniffed.domain()));
    }
    screen.field("outbound", Shown.orDash(session.outbound()));
    screen.field("rule", Shown.orDash(session.rule()));
    screen.field("started", session.started() + " (" + Human.age(view.age()) + " ago)");
    screen.field("idle", Human.age(view.idle()));
    screen.field("up", Human.bytes(view.up()) + " (" + view.up() + ")");
    screen.field("down", Human.bytes(view.down()) + " (" + view.down() + ")");
    if (session.connected() instanceof Duration connected) {
      screen.field("connected", "after " + Human.latency(connected));
    }
  }

  /** {@code session:close}. */
  @Descriptor("ends sessions at once; what is not yet delivered is lost")
  public void close(
      CommandSession shell,
      @Parameter(names = "--inbound", absentValue = "")
          @Descriptor("all of this inbound")
          @Value(value = "TAG", kind = Value.Kind.INBOUND)
          String inbound,
      @Parameter(names = "--outbound", absentValue = "")
          @Descriptor("all by this outbound")
          @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
          String outbound,
      @Parameter(names = "--all", presentValue = "true", absentValue = "false")
          @Descriptor("all there are")
          boolean all,
      @Descriptor("numbers, as session:list shows them")
          @Value(value = "ID", kind = Value.Kind.SESSION, optional = true)
          String[] ids)
      throws CommandFailure {
    int ways =
        (ids.length > 0 ? 1 : 0)
            + (inbound.isEmpty() ? 0 : 1)
            + (outbound.isEmpty() ? 0 : 1)
            + (all ? 1 : 0);
    if (ways != 1) {
      throw CommandFailure.usage("give ids, or one of --inbound, --outbound, --all");
    }
    var chosen = new ArrayList<Session>();
    var missing = new ArrayList<String>();
    for (String id : ids) {
      var session = sessions.find(Arguments.number("ID", id, 0, Long.MAX_VALUE));
      if (session == null) {
        missing.add(id);
      } else {
        chosen.add(session);
      }
    }
    if (ids.length == 0) {
      for (var session : sessions.live()) {
        if (all
            || session.flow().origin().inbound().equals(inbound)
            || (!outbound.isEmpty() && outbound.equals(session.outbound()))) {
          chosen.add(session);
        }
      }
    }
    chosen.forEach(Session::close);
    Screen.of(shell).line(Human.count(chosen.size(), "session") + " closed");
    if (!missing.isEmpty()) {
      throw CommandFailure.failed("no session " + String.join(", ", missing));
    }
  }

  private Session find(String id) throws CommandFailure {
    var session = sessions.find(Arguments.number("ID", id, 0, Long.MAX_VALUE));
    if (session == null) {
      throw CommandFailure.failed("no session " + id + "; it is over, or never was");
    }
    return session;
  }
}
