// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdoc.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory of the size of the public network, and what somebody may have made of its files. */
class LargeCacheTest {

  private static final Instant NOW = Instant.parse("2026-11-21T06:10:00Z");
  private static final int RELAYS = 9_000;
  private static final int LARGE = 40 << 20;

  private static TestNetwork network;

  @TempDir private Path folder;
  private List<String> warnings;

  @BeforeAll
  static void make() {
    network = new TestNetwork(RELAYS, 9, 7, NOW.minus(Duration.ofMinutes(10)));
  }

  @BeforeEach
  void write() throws IOException {
    warnings = new java.util.ArrayList<>();
    Files.write(folder.resolve("consensus-microdesc"), network.consensus(9));
    Files.write(folder.resolve("certificates"), network.certificates());
    Files.write(folder.resolve("microdescs"), network.microdescs());
  }

  private DirectoryStore load() {
    var store = new DirectoryStore();
    new DirectoryCache(folder, warnings::add).load(store, Set.copyOf(network.voters()), NOW);
    return store;
  }

  private static long described(DirectoryStore store) {
    var consensus = store.consensus();
    return consensus == null
        ? 0
        : consensus.relays().stream()
            .filter(relay -> store.microdesc(relay.microdesc()) != null)
            .count();
  }

  /** The shortest of some times, for a machine that has other things to do. */
  private long millis() {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long begun = System.nanoTime();
      load();
      best = Math.min(best, (System.nanoTime() - begun) / 1_000_000);
    }
    return best;
  }

  @Test
  void nineThousandRelaysAreThereInLessThanASecond() {
    var store = load();
    assertThat(described(store)).isEqualTo(RELAYS);
    assertThat(new NetDir(store.consensus(), store::microdesc).relays()).hasSize(RELAYS);
    assertThat(millis()).isLessThan(1000);
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\n", "onion-key\n", "onion-key\nntor-onion-key A\n", "a"})
  void whateverFollowsTheMicrodescriptorsCostsNoMore(String rest) throws IOException {
    fill("microdescs", rest);
    // The last one runs into what follows, unless that begins another.
    assertThat(described(load())).isBetween(RELAYS - 1L, (long) RELAYS);
    assertThat(millis()).isLessThan(2000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\n", "r a b c\n", "directory-signature sha256 A B\n"})
  void aConsensusThatIsTooLongIsNotEvenLookedAt(String rest) throws IOException {
    fill("consensus-microdesc", rest);
    assertThat(load().consensus()).isNull();
    assertThat(millis()).isLessThan(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "dir-key-certificate-version 3\n"})
  void norAreCertificates(String rest) throws IOException {
    fill("certificates", rest);
    assertThat(load().consensus()).isNull();
    assertThat(millis()).isLessThan(1000);
  }

  /** What follows the good text, again and again, up to a length that no directory has. */
  private void fill(String name, String rest) throws IOException {
    var file = folder.resolve(name);
    byte[] good = Files.readAllBytes(file);
    byte[] more = rest.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(good, LARGE);
    for (int i = good.length; i < all.length; i++) {
      all[i] = more[(i - good.length) % more.length];
    }
    Files.write(file, all);
  }
}
