// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.command.Cell;
import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Tone;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an instance fares, as {@code sallyport:status} shows it.
 *
 * @param traffic null without a session manager
 * @param problems number of findings in configuration files
 * @param descriptors open ones; negative where it is not known
 */
record Status(
    String version,
    Duration uptime,
    @Nullable String home,
    @Nullable String transport,
    int bundles,
    List<String> idleBundles,
    List<Part> inbounds,
    @Nullable Traffic traffic,
    List<Part> outbounds,
    int problems,
    long heapUsed,
    long heapMax,
    long descriptors,
    long descriptorLimit) {

  /** An inbound or an outbound. */
  record Part(String tag, String type, @Nullable String where, @Nullable String problem) {

    Json json() {
      return new Json()
          .put("tag", tag)
          .put("type", type)
          .put("where", where)
          .put("problem", problem);
    }
  }

  void show(Screen screen) {
    screen.field("version", version);
    screen.field("uptime", Human.age(uptime));
    screen.field("home", Shown.orDash(home));
    screen.field("transport", Shown.orDash(transport));
    screen.field(
        "bundles",
        idleBundles.isEmpty()
            ? new Cell(bundles + ", all active", Tone.PLAIN)
            : Shown.bad(bundles + ", not active: " + String.join(", ", idleBundles)));
    for (Part inbound : inbounds) {
      String text = inbound.tag() + " (" + inbound.type() + ") on " + inbound.where();
      screen.field("inbound", part(text, inbound));
    }
    for (Part outbound : outbounds) {
      screen.field("outbound", part(outbound.tag() + " (" + outbound.type() + ")", outbound));
    }
    if (traffic != null) {
      screen.field("sessions", traffic.active() + " active, " + traffic.total() + " in all");
      screen.field("up", Human.bytes(traffic.up()));
      screen.field("down", Human.bytes(traffic.down()));
    }
    screen.field(
        "configuration",
        problems == 0
            ? new Cell("no problems", Tone.GOOD)
            : Shown.bad(Human.count(problems, "problem") + "; see config:errors"));
    screen.field("heap", Human.bytes(heapUsed) + " of " + Human.bytes(heapMax));
    if (descriptors >= 0) {
      screen.field("descriptors", descriptors + " of " + descriptorLimit);
    }
  }

  private static Cell part(String text, Part part) {
    return part.problem() == null
        ? new Cell(text, Tone.GOOD)
        : Shown.bad(text + ": " + part.problem());
  }

  Json json() {
    return new Json()
        .put("version", version)
        .put("uptime_seconds", uptime)
        .put("home", home)
        .put("transport", transport)
        .put("bundles", bundles)
        .put("bundles_not_active", Json.texts(idleBundles))
        .put("inbounds", Json.array(inbounds, Part::json))
        .put("outbounds", Json.array(outbounds, Part::json))
        .put("sessions_active", traffic == null ? null : traffic.active())
        .put("sessions_total", traffic == null ? null : traffic.total())
        .put("up_bytes", traffic == null ? null : traffic.up())
        .put("down_bytes", traffic == null ? null : traffic.down())
        .put("configuration_problems", problems)
        .put("heap_used_bytes", heapUsed)
        .put("heap_max_bytes", heapMax)
        .put("descriptors_open", descriptors < 0 ? null : descriptors)
        .put("descriptors_limit", descriptorLimit < 0 ? null : descriptorLimit);
  }
}
