// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sallyport.api.Availability;
import io.sallyport.api.Sessions;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
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
@Descriptor("outbounds that choose among outbounds")
public final class GroupCommands {

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private final Sessions sessions;

  /** Commands over the groups that are registered. */
  @Activate
  public GroupCommands(@Reference Sessions sessions) {
    this.sessions = sessions;
  }

  private List<Group> all() {
    return sessions.outbounds().values().stream()
        .map(Sessions.Registered::outbound)
        .filter(Group.class::isInstance)
        .map(Group.class::cast)
        .toList();
  }

  /** {@code outbound:groups}. */
  @Descriptor("lists groups and how their members are; * marks the member that is used now")
  public String groups(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    var groups = all();
    if (json) {
      var array = new JsonArray();
      groups.forEach(group -> array.add(json(group)));
      return PRETTY.toJson(array);
    }
    return groups.isEmpty()
        ? "no groups"
        : groups.stream().map(GroupCommands::text).collect(Collectors.joining("\n\n"));
  }

  /**
   * {@code outbound:select GROUP MEMBER}.
   *
   * @throws IllegalArgumentException for a group or member that is none
   * @throws IOException if the choice cannot be kept
   */
  @Descriptor("chooses the member of a selector, now and after a restart")
  public String select(
      @Descriptor("tag of a selector") String group, @Descriptor("tag of a member") String member)
      throws IOException {
    var found =
        all().stream()
            .filter(one -> one.tag().equals(group))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no group \""
                            + group
                            + "\"; there are: "
                            + all().stream().map(Group::tag).collect(Collectors.joining(", "))));
    try {
      found.select(member);
    } catch (IOException e) {
      throw new IOException(
          group + ": " + member + " is used now, but a restart will not know: " + e.getMessage(),
          e);
    }
    return group + ": " + member;
  }

  private static String text(Group group) {
    var states = group.states();
    int width = states.stream().mapToInt(one -> one.tag().length()).max().orElse(0);
    var text = new StringBuilder();
    text.append(group.tag()).append(" (").append(group.kind().type()).append(')');
    var row = "\n%s %-" + Math.max(width, 6) + "s  %7s  %8s  %7s  %s";
    text.append(row.formatted(" ", "MEMBER", "DELAY", "FAILURES", "STREAMS", "STATE"));
    for (var one : states) {
      text.append(
          row.formatted(
              one.chosen() ? "*" : " ",
              one.tag(),
              one.delay() == Member.UNKNOWN ? "-" : one.delay() + "ms",
              one.failures(),
              one.streams(),
              one.problem() == null ? "ready" : one.problem()));
    }
    return text.toString();
  }

  private static JsonObject json(Group group) {
    var members = new JsonArray();
    String chosen = null;
    for (var one : group.states()) {
      chosen = one.chosen() ? one.tag() : chosen;
      var member = new JsonObject();
      member.addProperty("tag", one.tag());
      member.addProperty("available", one.problem() == null);
      member.addProperty("problem", one.problem());
      member.addProperty("delay_milliseconds", one.delay() == Member.UNKNOWN ? null : one.delay());
      var history = new JsonArray();
      one.history().forEach(history::add);
      member.add("delays_milliseconds", history);
      member.addProperty("failures", one.failures());
      member.addProperty("streams", one.streams());
      members.add(member);
    }
    var object = new JsonObject();
    object.addProperty("tag", group.tag());
    object.addProperty("type", group.kind().type());
    object.addProperty("chosen", chosen);
    object.addProperty("available", group.availability() instanceof Availability.Available);
    object.add("members", members);
    return object;
  }
}
