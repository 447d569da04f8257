// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testing.Await;
import io.sallyport.torcore.netdir.TorNetwork;
import io.sallyport.torcore.netdoc.Digest256;
import io.sallyport.torcore.netdoc.Microdescs;
import io.sallyport.torcore.netdoc.TestNetwork;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that is stopped while it loads a large directory. */
@Timeout(60)
class InterruptedBootstrapTest {

  private static final Instant NOW = Instant.parse("2026-11-21T06:10:00Z");
  private static final int RELAYS = 1200;

  private final TestNetwork network =
      new TestNetwork(RELAYS, 1, 3, NOW.minus(Duration.ofMinutes(10)));
  private final Map<String, byte[]> texts = texts();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private volatile int answered = Integer.MAX_VALUE;

  @TempDir private Path folder;

  private Map<String, byte[]> texts() {
    byte[] all = network.microdescs();
    var byDigest = new HashMap<String, byte[]>();
    for (var one : Microdescs.read(all, digest -> true).entries()) {
      byDigest.put(
          one.microdesc().digest().toString(),
          java.util.Arrays.copyOfRange(all, one.offset(), one.offset() + one.length()));
    }
    return byDigest;
  }

  private byte[] answer(String path, String request) throws InterruptedException {
    if (path.contains("consensus")) {
      return FakeServers.ok(network.consensus(1));
    }
    if (path.contains("/keys/")) {
      return FakeServers.ok(network.certificates());
    }
    if (asked.incrementAndGet() > answered) {
      stalled.countDown();
      new CountDownLatch(1).await(); // until the client is closed
    }
    var body = new ByteArrayOutputStream();
    for (var digest : path.substring("/tor/micro/d/".length()).split("-")) {
      body.writeBytes(texts.get(digest));
    }
    return FakeServers.ok(body.toByteArray());
  }

  private DirectoryManager manager(RecordedProgress told) {
    var servers = new FakeServers();
    servers.usual = this::answer;
    var authority = network.voters().iterator().next();
    var lines =
        List.of(
            "DirAuthority a orport=21000 v3ident=%1$s 127.0.0.1:21001 %1$s".formatted(authority));
    var settings = DirectorySettings.of(TorNetwork.parse(lines), folder.resolve("directory"), true);
    return new DirectoryManager(settings, servers, told, () -> NOW, new Random(1));
  }

  @Test
  void whatHasComeIsNotLost() throws Exception {
    answered = 1;
    try (var manager = manager(new RecordedProgress())) {
      manager.start();
      stalled.await();
      var file = folder.resolve("directory/microdescs");
      Await.until("the first microdescriptors are on disk", () -> Files.exists(file));
    }
    byte[] kept = Files.readAllBytes(folder.resolve("directory/microdescs"));
    int there = Microdescs.read(kept, (Digest256 digest) -> true).entries().size();
    assertThat(there).isBetween(128, RELAYS - 1);

    answered = Integer.MAX_VALUE;
    asked.set(0);
    var told = new RecordedProgress();
    try (var manager = manager(told)) {
      manager.start();
      told.first.get();
      Await.until(
          "no relay is missing",
          () -> manager.network() != null && manager.network().missing().isEmpty());
      assertThat(manager.network().relays()).hasSize(RELAYS);
    }
    assertThat(new String(kept, StandardCharsets.US_ASCII)).startsWith("onion-key");
  }
}
