// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import com.google.gson.JsonArray;
import io.sallyport.api.Availability;
import io.sallyport.api.Sessions;
import io.sallyport.command.Cell;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tagged;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import java.io.IOException;
import java.util.Collection;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands {@code outbound:groups} and {@code outbound:select}. */
@Component(
    service = GroupCommands.class,
    property = {
      "osgi.command.scope=outbound",
      "osgi.command.function=groups",
      "osgi.command.function=select"
    })
public final class GroupCommands {

  private final Sessions sessions;

  /** Commands over the groups that are registered. */
  @Activate
  public GroupCommands(@Reference Sessions sessions) {
    this.sessions = sessions;
  }

  private Tagged<Group> all() {
    var groups =
        sessions.outbounds().values().stream()
            .map(Sessions.Registered::outbound)
            .filter(Group.class::isInstance)
            .map(Group.class::cast)
            .toList();
    return Tagged.of("group", groups, Group::tag);
  }

  /** {@code outbound:groups}. */
  @Descriptor("lists groups and how their members are; * marks the member that is used now")
  public void groups(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    Screen screen = Screen.of(shell);
    Collection<Group> groups = all().all().values();
    if (json) {
      screen.json(Json.array(groups, GroupCommands::json));
      return;
    }
    if (groups.isEmpty()) {
      screen.line(Tone.DIM, "no groups");
    }
    boolean first = true;
    for (Group group : groups) {
      if (!first) {
        screen.line("");
      }
      first = false;
      show(screen, group);
    }
  }

  private static void show(Screen screen, Group group) {
    screen.line(Tone.HEADING, group.tag() + " (" + group.kind().type() + ")");
    var table =
        new Table(
            word("  MEMBER"),
            number("DELAY"),
            number("FAILURES"),
            number("STREAMS"),
            text("STATE"));
    for (var one : group.states()) {
      table.row(
          (one.chosen() ? "* " : "  ") + one.tag(),
          one.delay() == Member.UNKNOWN ? null : one.delay() + "ms",
          one.failures(),
          one.streams(),
          one.problem() == null ? new Cell("ready", Tone.GOOD) : new Cell(one.problem(), Tone.BAD));
    }
    screen.show(table, "  no members");
  }

  private static Json json(Group group) {
    var states = group.states();
    return new Json()
        .put("tag", group.tag())
        .put("type", group.kind().type())
        .put(
            "chosen",
            states.stream()
                .filter(MemberState::chosen)
                .map(MemberState::tag)
                .findFirst()
                .orElse(null))
        .put("available", group.availability() instanceof Availability.Available)
        .put("members", Json.array(states, GroupCommands::json));
  }

  private static Json json(MemberState one) {
    var delays = new JsonArray();
    one.history().forEach(delays::add);
    return new Json()
        .put("tag", one.tag())
        .put("available", one.problem() == null)
        .put("problem", one.problem())
        .put("delay_milliseconds", one.delay() == Member.UNKNOWN ? null : one.delay())
        .put("delays_milliseconds", delays)
        .put("failures", one.failures())
        .put("streams", one.streams());
  }

  /** {@code outbound:select GROUP MEMBER}. */
  @Descriptor("chooses the member of a selector, now and after a restart")
  public void select(
      CommandSession shell,
      @Descriptor("tag of a selector") @Value(value = "GROUP", kind = Value.Kind.OUTBOUND)
          String group,
      @Descriptor("tag of a member") @Value(value = "MEMBER", kind = Value.Kind.OUTBOUND)
          String member)
      throws CommandFailure {
    try {
      all().get(group).select(member);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw CommandFailure.failed(
          group + ": " + member + " is used now, but a restart will not know: " + e.getMessage());
    }
    Screen.of(shell).line(group + ": " + member);
  }
}
