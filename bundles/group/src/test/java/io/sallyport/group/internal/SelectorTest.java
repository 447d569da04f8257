// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

  @TempDir Path home;

  private World world() {
    var world = new World(new SelectionStore(file(), World.quiet()));
    world.member("a");
    world.member("b");
    return world;
  }

  private Path file() {
    return home.resolve("data").resolve("groups.json");
  }

  private static Group selector(World world, Object... more) throws Exception {
    var settings = new Object[2 + more.length];
    settings[0] = "outbounds";
    settings[1] = new String[] {"a", "b"};
    System.arraycopy(more, 0, settings, 2, more.length);
    return world.group(Kind.SELECTOR, "s", settings);
  }

  @Test
  void theFirstThenTheDefaultThenTheChosen() throws Exception {
    var world = world();
    assertThat(World.chosen(selector(world))).isEqualTo("a");
    var group = selector(world, "default", "b");
    assertThat(World.chosen(group)).isEqualTo("b");
    group.select("a");
    assertThat(World.chosen(group)).isEqualTo("a");
  }

  @Test
  void aChoiceSurvivesARestartInAFileOfItsOwnerOnly() throws Exception {
    selector(world()).select("b");
    assertThat(World.chosen(selector(world()))).isEqualTo("b");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (var files = Files.list(file().getParent())) {
      assertThat(files).containsExactly(file());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"selected\": 3}",
        "{}",
        "{\"selected\": {\"s\": null}}",
        "{\"selected\": {\"s\": {}}}",
        "\u0000\u0001"
      })
  void aBrokenFileIsSetAside(String content) throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), content);
    var group = selector(world());
    assertThat(World.chosen(group)).isEqualTo("a");
    assertThat(file().resolveSibling("groups.json.broken")).hasContent(content);
    group.select("b");
    assertThat(World.chosen(selector(world()))).isEqualTo("b");
  }

  @Test
  void aChoiceThatIsNoMemberAnyMoreIsTheDefault() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "{\"selected\": {\"s\": \"gone\"}}");
    assertThat(World.chosen(selector(world(), "default", "b"))).isEqualTo("b");
  }

  @Test
  void whoChoseOneGetsNoOther() throws Exception {
    var world = world();
    var group = selector(world);
    var a = (World.Fake) world.outbounds.get("a").outbound();
    a.fails = Reason.UPSTREAM_FAILED;
    for (int i = 0; i < 5; i++) {
      assertThat(((ConnectFailure) world.connect(group).cause()).reason())
          .isEqualTo(Reason.UPSTREAM_FAILED);
    }
    assertThat(((World.Fake) world.outbounds.get("b").outbound()).asked).isZero();
    assertThat(World.state(group, "a").failures()).isEqualTo(5);
    world.outbounds.remove("a");
    assertThat(((ConnectFailure) world.connect(group).cause()).reason())
        .isEqualTo(Reason.OUTBOUND_UNAVAILABLE);
    assertThat(group.availability()).isInstanceOf(Availability.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChangedChoiceClosesOldStreamsOnlyIfToldTo(boolean interrupt) throws Exception {
    var world = world();
    var group = selector(world, "interrupt_exist_connections", interrupt);
    var byA = world.connect(group).getNow();
    group.select("a");
    assertThat(byA.isOpen()).as("the same choice changes nothing").isTrue();
    group.select("b");
    assertThat(byA.isOpen()).isEqualTo(!interrupt);
    assertThat(world.connect(group).getNow().isOpen()).isTrue();
  }

  @Test
  void aStreamOfASessionEndsByItsSession() throws Exception {
    var world = world();
    var group = selector(world, "interrupt_exist_connections", true);
    var flow = World.flow("198.51.100.1", "host.example");
    world.sessions.add(flow.id());
    world.connect(group, flow);
    group.select("b");
    assertThat(world.sessions).as("it was asked to end").isEmpty();
  }

  @Test
  void onlyMembersOfSelectorsCanBeChosen() throws Exception {
    var world = world();
    assertThatThrownBy(() -> selector(world).select("c")).hasMessageContaining("there are: a, b");
    var fallback = world.group(Kind.FALLBACK, "f", "outbounds", new String[] {"a", "b"});
    assertThatThrownBy(() -> fallback.select("a")).hasMessageContaining("chooses by itself");
  }
}
