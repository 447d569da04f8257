// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Sessions;
import io.sallyport.testing.RecordingShell;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupCommandsTest {

  private final RecordingShell shell = new RecordingShell();
  private final World world = new World();
  private final GroupCommands commands =
      new GroupCommands(
          (Sessions)
              Proxy.newProxyInstance(
                  World.class.getClassLoader(),
                  new Class<?>[] {Sessions.class},
                  (proxy, method, arguments) -> Map.copyOf(world.outbounds)));

  private String groups(boolean json) {
    commands.groups(shell.session(), json);
    return shell.shown();
  }

  @Test
  void tellsHowMembersAre() throws Exception {
    assertThat(groups(false)).isEqualTo("no groups");
    world.member("a").fails = Reason.UPSTREAM_FAILED;
    world.member("second");
    var group =
        world.group(Kind.FALLBACK, "g", "outbounds", new String[] {"a", "second", "absent"});
    world.connect(group);
    assertThat(groups(false))
        .isEqualTo(
            """
            g (fallback)
              MEMBER  DELAY  FAILURES  STREAMS  STATE
            * a           -         1        0  ready
              second      -         0        1  ready
              absent      -         0        0  absent\
            """);
    var json = JsonParser.parseString(groups(true)).getAsJsonArray();
    var one = json.get(0).getAsJsonObject();
    assertThat(one.get("tag").getAsString()).isEqualTo("g");
    assertThat(one.get("type").getAsString()).isEqualTo("fallback");
    assertThat(one.get("chosen").getAsString()).isEqualTo("a");
    assertThat(one.get("available").getAsBoolean()).isTrue();
    var member = one.getAsJsonArray("members").get(2).getAsJsonObject();
    assertThat(member.get("problem").getAsString()).isEqualTo("absent");
    assertThat(member.get("delay_milliseconds").isJsonNull()).isTrue();
  }

  @Test
  void selects() throws Exception {
    world.member("a");
    world.member("b");
    var group = world.group(Kind.SELECTOR, "s", "outbounds", new String[] {"a", "b"});
    commands.select(shell.session(), "s", "b");
    assertThat(shell.shown()).isEqualTo("s: b");
    assertThat(World.chosen(group)).isEqualTo("b");
    assertThatThrownBy(() -> commands.select(shell.session(), "a", "b"))
        .hasMessageContaining("there are: s");
    assertThatThrownBy(() -> commands.select(shell.session(), "s", "x"))
        .hasMessageContaining("not a member");
  }
}
