// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.config.Configurations.ConfigFile;
import io.sallyport.api.config.Configurations.State;
import io.sallyport.api.config.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.LogLevel;

class LedgerTest {

  private static final String EXIT = "io.sallyport.outbound.socks~exit";
  private static final String LAB = "io.sallyport.socks~lab";
  private static final String EXIT_TEXT = "{\"server\": \"h\"}";
  private static final String LAB_TEXT = "{\"listen_port\": 1, \"final\": \"exit\"}";

  private final Ledger ledger = new Ledger();
  private final Map<Path, Optional<Loaded>> fresh = new HashMap<>();
  private List<Schema> schemas = List.of(Samples.LISTENER, Samples.UPSTREAM);
  private Set<String> outbounds = Set.of();
  private Map<String, Node.Obj> defaults = Map.of();
  private Map<String, String> secrets = Map.of();
  private List<Note> notes = List.of();

  /** What Config Admin holds, by PID. */
  private final Map<String, Map<String, Object>> store = new TreeMap<>();

  private int puts;

  private LedgerTest file(String name, String text) {
    fresh.put(
        Samples.DIRECTORY.resolve(name + ".cfg.json"), Optional.of(Samples.loaded(name, text)));
    return this;
  }

  private LedgerTest removed(String name) {
    fresh.put(Samples.DIRECTORY.resolve(name + ".cfg.json"), Optional.empty());
    return this;
  }

  private void settle() {
    var settlement = ledger.settle(Map.copyOf(fresh), surroundings(), Instant.EPOCH);
    fresh.clear();
    notes = settlement.notes();
    for (Change change : settlement.changes()) {
      switch (change) {
        case Change.Put put -> {
          puts++;
          store.put(put.name().pid(), put.properties());
        }
        case Change.Delete delete -> assertThat(store.remove(delete.name().pid())).isNotNull();
      }
    }
  }

  private Surroundings surroundings() {
    return new Surroundings(schemas, outbounds, defaults, Samples.secrets(secrets));
  }

  private ConfigFile shown(String pid) {
    return ledger.files(surroundings()).stream()
        .filter(f -> f.pid().equals(pid))
        .findFirst()
        .orElseThrow();
  }

  private List<String> errors() {
    return notes.stream().filter(n -> n.level() == LogLevel.ERROR).map(Note::text).toList();
  }

  @Test
  void theOrderOfFilesDoesNotMatter() {
    file(LAB, LAB_TEXT).settle();
    assertThat(shown(LAB).state()).isEqualTo(State.REFUSED);
    assertThat(store).isEmpty();
    assertThat(errors())
        .containsExactly(
            LAB
                + ".cfg.json:1:29: final: no outbound \"exit\" is defined; nothing of this file is"
                + " in force");

    file(EXIT, EXIT_TEXT).settle();
    assertThat(shown(LAB).state()).isEqualTo(State.APPLIED);
    assertThat(store).containsOnlyKeys(EXIT, LAB);

    settle();
    assertThat(notes).isEmpty();
  }

  @Test
  void aRegisteredOutboundDefinesItsTag() {
    outbounds = Set.of("exit");
    file(LAB, LAB_TEXT).settle();
    assertThat(shown(LAB).state()).isEqualTo(State.APPLIED);
  }

  @Test
  void theLastGoodVersionStaysInForce() {
    file(EXIT, EXIT_TEXT).settle();
    file(EXIT, "{\"server\": \"h\", \"server_port\": 70000}").settle();

    assertThat(errors())
        .containsExactly(
            EXIT
                + ".cfg.json:1:32: server_port: 70000 is not within 1 to 65535; the previous"
                + " version stays in force");
    assertThat(shown(EXIT).state()).isEqualTo(State.STALE);
    assertThat(shown(EXIT).generation()).isEqualTo(1);
    assertThat(store.get(EXIT)).containsEntry("server", "h").doesNotContainKey("server_port");

    file(EXIT, "{\"server\": ").settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.STALE);
    assertThat(store).containsKey(EXIT);

    file(EXIT, "{\"server\": \"h2\"}").settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.APPLIED);
    assertThat(shown(EXIT).generation()).isEqualTo(2);
    assertThat(shown(EXIT).findings()).isEmpty();
    assertThat(store.get(EXIT)).containsEntry("server", "h2");
    assertThat(notes).extracting(Note::level).containsExactly(LogLevel.INFO);
  }

  @Test
  void sayingTheSameAgainChangesNothing() {
    file(EXIT, EXIT_TEXT).settle();
    file(EXIT, "// only a comment\n" + EXIT_TEXT).settle();

    assertThat(puts).isEqualTo(1);
    assertThat(shown(EXIT).generation()).isEqualTo(1);
    assertThat(notes).isEmpty();
  }

  @Test
  void removingAReferencedOutboundLeavesThePolicyInForceWithAWarning() {
    file(EXIT, EXIT_TEXT).file(LAB, LAB_TEXT).settle();
    removed(EXIT).settle();

    assertThat(store).containsOnlyKeys(LAB);
    assertThat(shown(LAB).state()).isEqualTo(State.APPLIED);
    assertThat(shown(LAB).findings()).extracting(f -> f.key()).containsExactly("final");
    assertThat(notes)
        .extracting(Note::level)
        .contains(LogLevel.WARN)
        .doesNotContain(LogLevel.ERROR);

    file(LAB, "{\"listen_port\": 2, \"final\": \"exit\"}").settle();
    assertThat(shown(LAB).state()).isEqualTo(State.STALE);
    assertThat(store.get(LAB)).containsEntry("listen_port", 1L);
  }

  @Test
  void theSecondFileWithATagIsRefusedNamingTheFirst() {
    String twin = "io.sallyport.outbound.a~exit";
    file(EXIT, EXIT_TEXT).settle();
    file(twin, "{}").settle();

    assertThat(shown(twin).state()).isEqualTo(State.REFUSED);
    assertThat(errors())
        .singleElement()
        .asString()
        .contains("tag: the tag \"exit\" belongs to " + EXIT + ".cfg.json already");
    assertThat(store).containsOnlyKeys(EXIT);

    removed(EXIT).settle();
    assertThat(store).containsOnlyKeys(twin);
  }

  @Test
  void tagsMayBeSwapped() {
    String other = "io.sallyport.outbound.socks~other";
    file(EXIT, EXIT_TEXT).file(other, EXIT_TEXT).settle();
    file(EXIT, "{\"server\": \"h\", \"tag\": \"other\"}")
        .file(other, "{\"server\": \"h\", \"tag\": \"exit\"}")
        .settle();

    assertThat(shown(EXIT).state()).isEqualTo(State.APPLIED);
    assertThat(store.get(EXIT)).containsEntry("outbound.tag", "other");
    assertThat(store.get(other)).containsEntry("outbound.tag", "exit");
  }

  @Test
  void theTagOfAStaleFileIsNotGivenAway() {
    file(EXIT, EXIT_TEXT).settle();
    file(EXIT, "{\"tag\": \"new\"}").settle();
    file("io.sallyport.outbound.a~exit", "{}").settle();

    assertThat(shown("io.sallyport.outbound.a~exit").state()).isEqualTo(State.REFUSED);
  }

  @Test
  void aRefusedOutboundStillDefinesItsTag() {
    file(EXIT, "{").file(LAB, LAB_TEXT).settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.REFUSED);
    assertThat(shown(LAB).state()).isEqualTo(State.APPLIED);
  }

  @Test
  void whatCameInUncheckedIsCheckedWhenItsSchemaComes() {
    schemas = List.of();
    file(EXIT, "{\"server\": \"h\", \"password\": \"x\"}").settle();
    assertThat(store.get(EXIT)).containsEntry("password", "x");

    schemas = List.of(Samples.UPSTREAM);
    settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.APPLIED);
    assertThat(store.get(EXIT)).containsEntry(".password", "x").doesNotContainKey("password");
  }

  @Test
  void whatItsSchemaRefusesIsWithdrawnIfItNeverWasGood() {
    schemas = List.of();
    file(EXIT, "{\"sever\": \"h\"}").settle();
    assertThat(store).containsKey(EXIT);

    schemas = List.of(Samples.UPSTREAM);
    settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.REFUSED);
    assertThat(store).isEmpty();
  }

  @Test
  void nothingUncheckedGetsInWhileABundleIsAway() {
    file(EXIT, EXIT_TEXT).settle();
    schemas = List.of();
    settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.APPLIED);

    file(EXIT, "{\"password\": \"p\"}").settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.STALE);
    assertThat(store.get(EXIT)).doesNotContainKey("password").containsEntry("server", "h");

    schemas = List.of(Samples.UPSTREAM);
    file(EXIT, EXIT_TEXT).settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.APPLIED);
    assertThat(puts).isEqualTo(1);
  }

  @Test
  void aDisabledFileTakesItsConfigurationOut() {
    file(EXIT, EXIT_TEXT).settle();
    file(EXIT, "{\"enabled\": false, \"server\": \"h\"}").settle();
    assertThat(store).isEmpty();
    assertThat(shown(EXIT).state()).isEqualTo(State.APPLIED);
    assertThat(shown(EXIT).findings()).extracting(f -> f.key()).containsExactly("enabled");

    file(EXIT, "{\"enabled\": true, \"server\": \"h\"}").settle();
    assertThat(store.get(EXIT)).containsEntry("server", "h").doesNotContainKey("enabled");
  }

  @Test
  void aDefaultIsInForceWhereNoFileIs() {
    defaults =
        FeatureDefaults.parse("{\"" + EXIT + "\": {\"server\": \"d\", \"password\": \"p\"}}");
    file(LAB, LAB_TEXT).settle();
    assertThat(store.get(EXIT))
        .containsEntry("server", "d")
        .containsEntry(".password", "p")
        .containsEntry("outbound.tag", "exit");
    assertThat(shown(LAB).state()).isEqualTo(State.APPLIED);

    file(EXIT, "{").settle();
    assertThat(store.get(EXIT)).containsEntry("server", "d");
    file(EXIT, EXIT_TEXT).settle();
    assertThat(store.get(EXIT)).containsEntry("server", "h").doesNotContainKey(".password");
    file(EXIT, "{\"enabled\": false}").settle();
    assertThat(store).doesNotContainKey(EXIT);
    removed(EXIT).settle();
    assertThat(store.get(EXIT)).containsEntry("server", "d");
  }

  @Test
  void aChangedSecretIsPassedOnThoughTheFileSaysTheSame() {
    secrets = Map.of("pw", "one");
    file(EXIT, "{\"server\": \"h\", \"password\": \"$[secret:pw]\"}").settle();
    settle();
    assertThat(puts).isEqualTo(1);

    secrets = Map.of("pw", "two");
    settle();
    assertThat(puts).isEqualTo(2);
    assertThat(shown(EXIT).generation()).isEqualTo(2);

    secrets = Map.of();
    settle();
    assertThat(shown(EXIT).state()).isEqualTo(State.STALE);
    assertThat(ledger.restless()).isTrue();
    assertThat(store).containsKey(EXIT);
  }

  @Test
  void whatAnEarlierLifeLeftIsTheLastGoodVersion() {
    file(EXIT, EXIT_TEXT).settle();
    var old = new TreeMap<>(store.get(EXIT));
    var next = new LedgerTest();
    next.store.put(EXIT, old);
    next.store.put("gone~x", Map.of());
    next.ledger.adopt(FileName.of(EXIT), old);
    next.ledger.adopt(
        FileName.of("gone~x"),
        new TreeMap<>(
            Map.of(PropertyNames.FILE, Samples.DIRECTORY.resolve("gone~x.cfg.json").toString())));

    next.file(EXIT, "{").removed("gone~x").settle();
    assertThat(next.shown(EXIT).state()).isEqualTo(State.STALE);
    assertThat(next.store).containsOnlyKeys(EXIT);
    assertThat(next.puts).isZero();
  }

  @Test
  void onePidBelongsToOneFileOnly() {
    Path elsewhere = Path.of("/srv", EXIT + ".cfg.json");
    file(EXIT, EXIT_TEXT).settle();
    var document = Samples.document(EXIT, EXIT_TEXT);
    fresh.put(
        elsewhere,
        Optional.of(
            new Loaded.Parsed(
                new Document(elsewhere, document.name(), document.text(), document.root()))));
    settle();

    assertThat(errors()).singleElement().asString().contains("belongs to /etc/sallyport/");
    assertThat(store.get(EXIT).get("sallyport.file").toString()).startsWith("/etc/sallyport/");
  }

  @Test
  void aFileFullOfErrorsIsCutShort() {
    var text = new StringBuilder("{\"server\": \"h\"");
    for (int i = 0; i < 100_000; i++) {
      text.append(",\n\"bad_key_").append(i).append("\": 1");
    }
    file(EXIT, text.append("}").toString()).settle();

    assertThat(shown(EXIT).findings()).hasSize(51);
    assertThat(shown(EXIT).findings().getLast().message()).isEqualTo("and 99950 more");
    assertThat(shown(EXIT).findings().get(49).line()).isEqualTo(51);
  }

  @Test
  void anOutboundFileThatNothingTakesSaysSoUntilSomethingDoes() {
    file("io.sallyport.outbound.pinned~lab", "{\"server\": \"h\"}").settle();
    assertThat(shown("io.sallyport.outbound.pinned~lab").state()).isEqualTo(State.APPLIED);
    assertThat(shown("io.sallyport.outbound.pinned~lab").findings())
        .extracting(Object::toString)
        .containsExactly(
            "io.sallyport.outbound.pinned~lab.cfg.json: nothing here makes outbounds of"
                + " io.sallyport.outbound.pinned");

    outbounds = Set.of("lab");
    settle();
    assertThat(shown("io.sallyport.outbound.pinned~lab").findings()).isEmpty();
  }

  @Test
  void filesOfOtherPeopleAreTheirs() {
    file("org.example.thing", "{\"a\": 1}").settle();
    assertThat(shown("org.example.thing").findings()).isEmpty();
  }
}
