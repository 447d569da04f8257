// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sallyport.torclient.Bootstrap;
import io.sallyport.torclient.ClientStatus;
import io.sallyport.torclient.ClientStatus.CircuitView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What commands show of a client, for people and for scripts. Destinations only where asked. */
final class StatusText {

  private static final int FINGERPRINT_SHOWN = 8;

  private StatusText() {}

  static String status(String tag, TorOutbound outbound) {
    Bootstrap now = outbound.bootstrap();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("outbound", tag));
    rows.add(List.of("state", now.percent() + "%  " + now.doing()));
    if (now.problem() != null) {
      rows.add(List.of("problem", now.problem()));
    }
    rows.add(List.of("directory", outbound.directory().toString()));
    var status = outbound.status();
    if (status != null) {
      awake(status, rows);
    }
    return table(rows);
  }

  private static void awake(ClientStatus status, List<List<String>> rows) {
    var consensus = status.consensus();
    if (consensus != null) {
      rows.add(List.of("consensus", "valid until " + consensus.validUntil()));
      rows.add(List.of("", "newest until " + consensus.freshUntil()));
      rows.add(List.of("relays", String.valueOf(status.relays())));
    }
    var clock = status.clock();
    if (clock != null) {
      rows.add(List.of("clock", words(clock)));
    }
    String label = "guards";
    for (var guard : status.guards()) {
      if (guard.primary() || guard.confirmed()) {
        rows.add(List.of(label, brief(guard.relay()) + "  " + words(guard)));
        label = "";
      }
    }
    var protocols =
        status.links().stream().map(ClientStatus.LinkView::protocol).distinct().sorted().toList();
    rows.add(
        List.of(
            "links",
            status.links().size() + (protocols.isEmpty() ? "" : ", protocol " + text(protocols))));
    rows.add(List.of("circuits", String.valueOf(status.circuits().size())));
    rows.add(List.of("streams", String.valueOf(streams(status))));
    rows.add(List.of("read", bytes(status.bytesRead())));
    rows.add(List.of("written", bytes(status.bytesWritten())));
  }

  private static String text(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" and "));
  }

  /** Relays tell whole seconds, and some time passes on the way: a few are none. */
  static String words(ClientStatus.ClockView clock) {
    long seconds = clock.ahead().abs().toSeconds();
    var by = clock.relays() == 1 ? "one relay" : clock.relays() + " relays";
    return seconds < 5
        ? "right, by " + by
        : (clock.ahead().isNegative() ? "behind" : "ahead") + " by " + span(seconds) + ", by " + by;
  }

  private static String span(long seconds) {
    return seconds < 3600
        ? age(Duration.ofSeconds(seconds))
        : seconds / 3600 + "h" + seconds % 3600 / 60 + "m";
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

  static JsonObject json(String tag, TorOutbound outbound) {
    var object = new JsonObject();
    Bootstrap now = outbound.bootstrap();
    object.addProperty("outbound", tag);
    object.addProperty("percent", now.percent());
    object.addProperty("doing", now.doing());
    object.addProperty("problem", now.problem());
    object.addProperty("data_directory", outbound.directory().toString());
    var status = outbound.status();
    object.addProperty("awake", status != null);
    if (status == null) {
      return object;
    }
    var consensus = status.consensus();
    if (consensus != null) {
      object.addProperty("valid_after", consensus.validAfter().toString());
      object.addProperty("fresh_until", consensus.freshUntil().toString());
      object.addProperty("valid_until", consensus.validUntil().toString());
    }
    object.addProperty("relays", status.relays());
    var clock = status.clock();
    object.addProperty("clock_ahead_seconds", clock == null ? null : clock.ahead().toSeconds());
    object.addProperty("clock_relays", clock == null ? 0 : clock.relays());
    var guards = new JsonArray();
    for (var guard : status.guards()) {
      var one = new JsonObject();
      one.addProperty("relay", guard.relay());
      one.addProperty("confirmed", guard.confirmed());
      one.addProperty("primary", guard.primary());
      one.addProperty("listed", guard.listed());
      one.addProperty("failing", guard.failing());
      guards.add(one);
    }
    object.add("guards", guards);
    var links = new JsonArray();
    for (var link : status.links()) {
      var one = new JsonObject();
      one.addProperty("relay", link.relay());
      one.addProperty("protocol", link.protocol());
      one.addProperty("circuits", link.circuits());
      links.add(one);
    }
    object.add("links", links);
    object.addProperty("circuits", status.circuits().size());
    object.addProperty("streams", streams(status));
    object.addProperty("bytes_read", status.bytesRead());
    object.addProperty("bytes_written", status.bytesWritten());
    return object;
  }

  static List<String> row(String tag, CircuitView circuit) {
    return List.of(
        tag,
        String.valueOf(circuit.id()),
        age(circuit.age()),
        circuit.purpose(),
        String.valueOf(circuit.streams().size()),
        circuit.path().stream().map(StatusText::brief).collect(Collectors.joining(" ")));
  }

  static JsonObject json(String tag, CircuitView circuit) {
    var object = new JsonObject();
    object.addProperty("outbound", tag);
    object.addProperty("id", circuit.id());
    object.addProperty("age_seconds", circuit.age().toSeconds());
    object.addProperty("purpose", circuit.purpose());
    object.addProperty("streams", circuit.streams().size());
    var path = new JsonArray();
    circuit.path().forEach(path::add);
    object.add("path", path);
    return object;
  }

  /** Nickname and the beginning of the fingerprint. */
  private static String brief(String relay) {
    int name = relay.indexOf('~');
    var print =
        relay.startsWith("$") ? relay.substring(1, name < 0 ? relay.length() : name) : relay;
    var begin = print.substring(0, Math.min(FINGERPRINT_SHOWN, print.length()));
    return name < 0 ? begin : relay.substring(name + 1) + "/" + begin;
  }

  private static String age(Duration age) {
    long seconds = age.toSeconds();
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }

  private static String bytes(long count) {
    if (count < 1024) {
      return count + " B";
    }
    double value = count;
    int unit = -1;
    while (value >= 1024 && unit < 3) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGT".charAt(unit));
  }

  /** Columns as wide as they must be; the last one is as long as it is. */
  static String table(List<List<String>> rows) {
    var text = new StringBuilder();
    for (var row : rows) {
      text.append(text.isEmpty() ? "" : "\n");
      for (int i = 0; i < row.size(); i++) {
        text.append(i + 1 == row.size() ? row.get(i) : pad(row.get(i), width(rows, i)));
      }
    }
    return text.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0) + 2;
  }

  private static String pad(@Nullable String value, int width) {
    var text = value == null ? "-" : value;
    return text + " ".repeat(width - text.length());
  }
}
