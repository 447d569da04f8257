// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.command.Cell;
import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Tone;
import io.sallyport.torclient.Bootstrap;
import io.sallyport.torclient.ClientStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tor:status} shows of a client. Nothing of where anybody goes.
 *
 * @param status null while it is asleep
 */
record StatusPage(String tag, Bootstrap now, Path directory, @Nullable ClientStatus status) {

  private static final int FINGERPRINT_SHOWN = 8;

  /** Relays tell whole seconds, and some time passes on the way: a few are none. */
  private static final int CLOCK_TOLERANCE = 5;

  static StatusPage of(Map.Entry<String, TorOutbound> one) {
    var outbound = one.getValue();
    return new StatusPage(
        one.getKey(), outbound.bootstrap(), outbound.directory(), outbound.status());
  }

  void show(Screen screen) {
    screen.field("outbound", tag);
    screen.field(
        "state",
        new Cell(
            now.percent() + "%  " + now.doing(), now.percent() == 100 ? Tone.GOOD : Tone.PLAIN));
    if (now.problem() != null) {
      screen.field("problem", new Cell(now.problem(), Tone.BAD));
    }
    screen.field("directory", directory);
    if (status != null) {
      awake(screen, status);
    }
  }

  private static void awake(Screen screen, ClientStatus status) {
    var consensus = status.consensus();
    if (consensus != null) {
      screen.field("consensus", "valid until " + consensus.validUntil());
      screen.field("", "newest until " + consensus.freshUntil());
      screen.field("relays", status.relays());
    }
    if (status.clock() != null) {
      screen.field("clock", words(status.clock()));
    }
    String label = "guards";
    for (var guard : status.guards()) {
      if (guard.primary() || guard.confirmed()) {
        screen.field(
            label,
            new Cell(
                brief(guard.relay()) + "  " + words(guard),
                guard.failing() ? Tone.WARN : Tone.PLAIN));
        label = "";
      }
    }
    screen.field("links", status.links().size() + protocols(status.links()));
    screen.field("circuits", status.circuits().size());
    screen.field("streams", streams(status));
    screen.field("read", Human.bytes(status.bytesRead()));
    screen.field("written", Human.bytes(status.bytesWritten()));
  }

  private static String protocols(List<ClientStatus.LinkView> links) {
    var all = links.stream().map(ClientStatus.LinkView::protocol).distinct().sorted().toList();
    return all.isEmpty()
        ? ""
        : all.stream().map(String::valueOf).collect(Collectors.joining(" and ", ", protocol ", ""));
  }

  static String words(ClientStatus.ClockView clock) {
    Duration off = clock.ahead().abs();
    var by = clock.relays() == 1 ? "one relay" : clock.relays() + " relays";
    return off.toSeconds() < CLOCK_TOLERANCE
        ? "right, by " + by
        : (clock.ahead().isNegative() ? "behind" : "ahead")
            + " by "
            + Human.age(off)
            + ", by "
            + by;
  }

  private static String words(ClientStatus.GuardView guard) {
    var words = new ArrayList<String>();
    words.add(guard.confirmed() ? "in use" : "spare");
    if (!guard.listed()) {
      words.add("no longer listed");
    }
    if (guard.failing()) {
      words.add("cannot be reached");
    }
    return String.join(", ", words);
  }

  private static long streams(ClientStatus status) {
    return status.circuits().stream().mapToLong(one -> one.streams().size()).sum();
  }

  Json json() {
    var json =
        new Json()
            .put("outbound", tag)
            .put("percent", now.percent())
            .put("doing", now.doing())
            .put("problem", now.problem())
            .put("data_directory", directory.toString())
            .put("awake", status != null);
    return status == null ? json : awake(json, status);
  }

  private static Json awake(Json json, ClientStatus status) {
    var consensus = status.consensus();
    var clock = status.clock();
    return json.put("valid_after", consensus == null ? null : consensus.validAfter().toString())
        .put("fresh_until", consensus == null ? null : consensus.freshUntil().toString())
        .put("valid_until", consensus == null ? null : consensus.validUntil().toString())
        .put("relays", status.relays())
        .put("clock_ahead_seconds", clock == null ? null : clock.ahead().toSeconds())
        .put("clock_relays", clock == null ? 0 : clock.relays())
        .put("guards", Json.array(status.guards(), StatusPage::json))
        .put("links", Json.array(status.links(), StatusPage::json))
        .put("circuits", status.circuits().size())
        .put("streams", streams(status))
        .put("bytes_read", status.bytesRead())
        .put("bytes_written", status.bytesWritten());
  }

  private static Json json(ClientStatus.GuardView guard) {
    return new Json()
        .put("relay", guard.relay())
        .put("confirmed", guard.confirmed())
        .put("primary", guard.primary())
        .put("listed", guard.listed())
        .put("failing", guard.failing());
  }

  private static Json json(ClientStatus.LinkView link) {
    return new Json()
        .put("relay", link.relay())
        .put("protocol", link.protocol())
        .put("circuits", link.circuits());
  }

  /** Nickname and the beginning of the fingerprint. */
  static String brief(String relay) {
    int name = relay.indexOf('~');
    var print =
        relay.startsWith("$") ? relay.substring(1, name < 0 ? relay.length() : name) : relay;
    var begin = print.substring(0, Math.min(FINGERPRINT_SHOWN, print.length()));
    return name < 0 ? begin : relay.substring(name + 1) + "/" + begin;
  }
}
