// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.command.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTest {

  private final Status ill =
      new Status(
          "0.1.0",
          Duration.ofSeconds(192),
          "/srv/sp",
          "epoll",
          40,
          List.of("io.sallyport.tor (resolved, not started)"),
          List.of(new Status.Part("lab", "socks", "127.0.0.1:1080", "the port is in use")),
          new Traffic(3, 12, 1, 2048, 4096),
          List.of(new Status.Part("direct", "direct", null, null)),
          2,
          1024,
          4096,
          70,
          1024);

  private final Status base =
      new Status(
          "0.1.0",
          Duration.ZERO,
          null,
          null,
          20,
          List.of(),
          List.of(),
          null,
          List.of(),
          0,
          1,
          2,
          -1,
          -1);

  private static String shown(Status status) {
    var out = new ByteArrayOutputStream();
    status.show(new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), 80, false));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThat(shown(ill))
        .contains(
            "3m12s",
            "not active: io.sallyport.tor (resolved, not started)",
            "lab (socks) on 127.0.0.1:1080: the port is in use",
            "3 active, 12 in all",
            "2 problems; see config:errors",
            "70 of 1024");
  }

  @Test
  void withoutASessionManagerNothingIsSaidOfSessions() {
    assertThat(shown(base))
        .contains("20, all active", "no problems")
        .doesNotContain("sessions", "descriptors");
    var json = JsonParser.parseString(base.json().text()).getAsJsonObject();
    assertThat(json.get("sessions_active").isJsonNull()).isTrue();
    assertThat(json.get("descriptors_open").isJsonNull()).isTrue();
  }

  @Test
  void scriptsFindEveryKey() {
    var json = JsonParser.parseString(ill.json().text()).getAsJsonObject();
    assertThat(json.get("uptime_seconds").getAsDouble()).isEqualTo(192);
    assertThat(json.get("sessions_total").getAsLong()).isEqualTo(12);
    assertThat(json.getAsJsonArray("inbounds").get(0).getAsJsonObject().get("problem"))
        .hasToString("\"the port is in use\"");
  }
}
