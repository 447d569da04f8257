// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.Configurations.ConfigFile;
import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Configurations.State;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboundGraphTest {

  private static final Surroundings SURROUNDINGS =
      new Surroundings(List.of(new By()), Set.of(), Map.of(), Samples.secrets(Map.of()));

  private final Ledger ledger = new Ledger();
  private final Map<Path, Optional<Loaded>> fresh = new HashMap<>();
  private final Map<String, Map<String, Object>> store = new HashMap<>();

  /** An outbound by others, alone ({@code detour}) or as a group ({@code outbounds}). */
  private static final class By implements Schema {

    private static final Key<List<String>> OTHERS = Key.strings("outbounds", "others");

    @Override
    public String pid() {
      return "io.sallyport.outbound.by";
    }

    @Override
    public String doc() {
      return "";
    }

    @Override
    public List<Key<?>> keys() {
      return List.of(OTHERS);
    }

    @Override
    public List<Reference> references(Settings settings) {
      return settings.get(OTHERS).stream().map(tag -> new Reference("outbounds", tag)).toList();
    }

    @Override
    public Map<String, Object> serviceProperties(Settings settings) {
      return Map.of(Outbound.NETWORK, "count " + settings.get(OTHERS).size());
    }
  }

  private OutboundGraphTest file(String tag, String... others) {
    var name = "io.sallyport.outbound.by~" + tag;
    var text = "{\"outbounds\": [\"" + String.join("\", \"", others) + "\"]}";
    fresh.put(
        Samples.DIRECTORY.resolve(name + ".cfg.json"), Optional.of(Samples.loaded(name, text)));
    return this;
  }

  private void settle() {
    for (Change change : ledger.settle(Map.copyOf(fresh), SURROUNDINGS, Instant.EPOCH).changes()) {
      if (change instanceof Change.Put put) {
        store.put(put.name().pid(), put.properties());
      }
    }
    fresh.clear();
  }

  private ConfigFile shown(String tag) {
    return ledger.files(SURROUNDINGS).stream()
        .filter(f -> f.pid().endsWith("~" + tag))
        .findFirst()
        .orElseThrow();
  }

  private String said(String tag) {
    return String.join("; ", shown(tag).findings().stream().map(Finding::message).toList());
  }

  @Test
  void refusesALoopOfNewFiles() {
    file("a", "b").file("b", "direct", "c").file("c", "a").settle();
    assertThat(said("a")).isEqualTo("goes in a circle: a -> b -> c -> a");
    assertThat(said("b")).isEqualTo("goes in a circle: b -> c -> a -> b");
    assertThat(shown("c").state()).isEqualTo(State.REFUSED);
    assertThat(store).isEmpty();
  }

  @Test
  void refusesTheFileThatClosesTheLoopAndKeepsTheOthers() {
    file("a", "b").file("b", "direct").settle();
    assertThat(shown("a").state()).isEqualTo(State.APPLIED);

    file("b", "a").settle();
    assertThat(shown("b").state()).isEqualTo(State.STALE);
    assertThat(said("b")).isEqualTo("goes in a circle: b -> a -> b");
    assertThat(shown("a").state()).isEqualTo(State.APPLIED);
    assertThat(store.get("io.sallyport.outbound.by~b"))
        .containsEntry("outbounds", new String[] {"direct"});
  }

  @Test
  void twoFilesThatChangeTogetherDoNotSlipALoopIn() {
    file("a", "direct").file("b", "direct").settle();
    file("a", "b").file("b", "a").settle();
    assertThat(List.of(shown("a").state(), shown("b").state()))
        .containsExactlyInAnyOrder(State.APPLIED, State.STALE);

    file("b", "direct").settle();
    assertThat(shown("a").state()).isEqualTo(State.APPLIED);
    assertThat(shown("b").state()).isEqualTo(State.APPLIED);
  }

  @Test
  void takesWhatOnlyMeetsAgain() {
    file("a", "b", "c").file("b", "d").file("c", "d").file("d", "direct").settle();
    assertThat(ledger.files(SURROUNDINGS)).allMatch(f -> f.state() == State.APPLIED);
  }

  @Test
  void addsTheServicePropertiesThatFollow() {
    file("a", "direct", "block").settle();
    assertThat(store.get("io.sallyport.outbound.by~a"))
        .containsEntry("outbound.network", "count 2");
  }
}
