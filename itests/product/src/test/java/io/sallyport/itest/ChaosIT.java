// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ChaosRelay;
import io.sallyport.itest.harness.ChaosTarget;
import io.sallyport.itest.harness.Fault;
import io.sallyport.itest.harness.Fault.Kind;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Thousands of faults on the ways to the product and from it to an upstream: a session delivers all
 * of its bytes, or a beginning of them and an end that comes too early; never a byte that is wrong.
 *
 * <p>Only bytes of handshakes are corrupted. Of a payload TCP's checksum is the guard; a relay does
 * not know what the bytes should be.
 */
@Timeout(120)
class ChaosIT {

  private static final long SEED = 20_261_121;
  private static final int FAULTS = 5_000; // of each of the two cases
  private static final int AT_ONCE = 64;
  private static final int MOST_SESSIONS = 20_000;

  /** Where an upstream's answers say something: all but the address that nobody needs. */
  private static final Set<Integer> TELLING_UPSTREAM = Set.of(0, 1, 3, 4, 5, 7);

  /** The same of our own answers to clients, which come without authentication. */
  private static final Set<Integer> TELLING_CLIENT = Set.of(0, 1, 2, 3, 4, 5);

  /** Bits that make no digit another digit and no letter of a name another one. */
  private static final int[] MASKS = {0x40, 0x50, 0xc0};

  private static final int CLIENT_SAYS = 3 + 4 + 1 + ChaosTarget.name(0).length() + 2;
  private static final int CLIENT_HEARS = 2 + 10;
  private static final int UPSTREAM_HEARS =
      4 + 3 + ChaosTarget.USER.length() + ChaosTarget.PASSWORD.length() + CLIENT_SAYS - 3;
  private static final int UPSTREAM_SAYS = 2 + 2 + 10;

  @RegisterExtension static final Product PRODUCT = new Product();

  private enum Outcome {
    /** All bytes both ways. */
    WHOLE,
    /** A beginning and an end. */
    CUT,
    /** Told in the handshake. */
    REFUSED
  }

  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @ParameterizedTest(name = "{0}")
  @CsvSource({"made anew, {}", "pooled, {\"min_idle\": 8}"})
  @SuppressWarnings("SystemOut") // the counts are what one wants to read of it
  void noByteIsEverWrong(String name, String pool) throws Exception {
    var tag = name.replace(' ', '_');
    try (var target = new ChaosTarget();
        var far = new ChaosRelay(target.port(), plan(SEED, UPSTREAM_HEARS, UPSTREAM_SAYS))) {
      PRODUCT
          .home()
          .write(
              "io.sallyport.outbound.socks~" + tag,
              """
              {"server": "127.0.0.1", "server_port": %d, "username": "%s", "password": "%s",
               "connect_timeout": "2s", "pool": %s}
              """
                  .formatted(far.port(), ChaosTarget.USER, ChaosTarget.PASSWORD, pool));
      PRODUCT.awaitOutbound(tag);
      PRODUCT.add(
          tag,
          """
          "rules": [{"domain_suffix": "%s", "port": %d, "outbound": "%s"}],
          "final": "block", "handshake_timeout": "2s", "idle_timeout": "3s",
          "max_handshakes_per_source": 1000\
          """
              .formatted(ChaosTarget.HOST, ChaosTarget.PORT, tag));
      try (var near =
          new ChaosRelay(PRODUCT.port(tag), plan(SEED + 1, CLIENT_SAYS, CLIENT_HEARS))) {
        long begun = System.nanoTime();
        int sessions = run(near, far, target);
        Await.until("the table is empty", () -> PRODUCT.list("session:list").isEmpty());
        System.out.println(
            "chaos, upstream connections %s: %d sessions in %d ms, %d whole, %d cut, %d refused;%s"
                .formatted(
                    name,
                    sessions,
                    (System.nanoTime() - begun) / 1_000_000,
                    whole.get(),
                    cut.get(),
                    refused.get(),
                    counts(near, far)));
        assertThat(wrong).isEmpty();
        assertThat(target.wrong()).isEmpty();
        assertThat(whole).as("sessions that nothing fatal met").hasPositiveValue();
        assertThat(cut.get() + refused.get())
            .as("nobody fails without a cause")
            .isLessThanOrEqualTo((int) (fatal(near) + fatal(far)));
      }
    }
    assertThat(
            PRODUCT
                .log()
                .lines()
                .filter(line -> line.contains(" ERROR ") || line.contains("netty")))
        .as("faults of others are no errors of ours, and none gets past our handlers")
        .isEmpty();
  }

  private int run(ChaosRelay near, ChaosRelay far, ChaosTarget target) throws Exception {
    var places = new Semaphore(AT_ONCE);
    int session = 0;
    for (; session < MOST_SESSIONS && all(near) + all(far) < FAULTS; session++) {
      int number = session;
      places.acquire();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  one(number, near, far, target);
                } catch (Exception | AssertionError e) {
                  wrong.add("session " + number + ": " + e);
                } finally {
                  places.release();
                }
              });
    }
    places.acquire(AT_ONCE);
    assertThat(session).as("enough faults happened").isLessThan(MOST_SESSIONS);
    return session;
  }

  private void one(int session, ChaosRelay near, ChaosRelay far, ChaosTarget target)
      throws Exception {
    try (var client = Socks5.dial(near.port())) {
      var outcome = exchange(session, client, target);
      switch (outcome) {
        case WHOLE -> whole.incrementAndGet();
        case CUT -> cut.incrementAndGet();
        case REFUSED -> refused.incrementAndGet();
      }
      if (outcome == Outcome.REFUSED) {
        return;
      }
      // Granted: then nothing that tells of the grant may have been damaged on its way.
      for (var fault : near.ofClient(client.getLocalPort())) {
        if (fault.kind() == Kind.CORRUPT && (fault.up() || TELLING_CLIENT.contains(fault.at()))) {
          wrong.add("session " + session + " is granted after " + fault);
        }
      }
      var sources = target.sources(session);
      if (sources.isEmpty()) {
        wrong.add("session " + session + " is granted, and nobody had granted it");
      } else if (damaged(far.ofSource(sources.getLast()))) {
        wrong.add("session " + session + " is granted by a damaged answer");
      }
    }
  }

  private static boolean damaged(List<Fault> faults) {
    return faults.stream()
        .anyMatch(
            fault ->
                fault.kind() == Kind.CORRUPT
                    && !fault.up()
                    && TELLING_UPSTREAM.contains(fault.at()));
  }

  private static Outcome exchange(int session, Socket client, ChaosTarget target) throws Exception {
    try {
      var reply = Socks5.connect(client, ChaosTarget.name(session), ChaosTarget.PORT);
      if (reply.code() != 0) {
        return Outcome.REFUSED;
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("hangs in the handshake", e);
    } catch (IOException e) {
      return Outcome.REFUSED;
    }
    var sending = Thread.ofVirtual().start(() -> send(session, client));
    long got = receive(session, client);
    sending.join();
    if (got > ChaosTarget.downLength(session)) {
      throw new AssertionError(got + " bytes of " + ChaosTarget.downLength(session));
    }
    return got == ChaosTarget.downLength(session) && arrivesWhole(session, target)
        ? Outcome.WHOLE
        : Outcome.CUT;
  }

  /** The end of what comes and the last of what goes are two ways: the one may be over sooner. */
  private static boolean arrivesWhole(int session, ChaosTarget target) throws Exception {
    long arrived = Await.value("an end", Duration.ofSeconds(10), () -> target.arrived(session));
    return arrived == ChaosTarget.upLength(session);
  }

  private static void send(int session, Socket client) {
    try {
      Pattern.write(client.getOutputStream(), session, ChaosTarget.upLength(session));
      client.shutdownOutput();
    } catch (IOException e) {
      // Cut: the server knows how much has arrived.
      assert client.isBound();
    }
  }

  /** How many bytes came, all of them right, before an end of whatever kind. */
  private static long receive(int session, Socket client) throws IOException {
    long seed = ChaosTarget.downSeed(session);
    byte[] chunk = new byte[8192];
    long done = 0;
    try {
      for (int got; (got = client.getInputStream().read(chunk)) >= 0; done += got) {
        for (int i = 0; i < got; i++) {
          if (chunk[i] != Pattern.at(seed, done + i)) {
            throw new AssertionError("wrong byte at position " + (done + i));
          }
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("hangs after " + done + " bytes", e);
    } catch (IOException e) {
      return done;
    }
    return done;
  }

  // --- what is to happen

  private static java.util.function.IntFunction<List<Fault>> plan(long seed, int up, int down) {
    return number -> {
      var random = new Random(seed * 1_000_003 + number);
      var faults = new ArrayList<Fault>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        faults.add(fault(random, Kind.DELAY, up, down, 1 + random.nextInt(8)));
      }
      for (int i = random.nextInt(2); i >= 0; i--) {
        faults.add(fault(random, Kind.SLICE, up, down, 1 + random.nextInt(60)));
      }
      int dice = random.nextInt(100);
      if (dice < 5) {
        faults.add(fault(random, Kind.RESET, up, down, 0));
      } else if (dice < 9) {
        faults.add(fault(random, Kind.CUT, up, down, 0));
      } else if (dice < 13) {
        faults.add(fault(random, Kind.HALF_CLOSE, up, down, 0));
      } else if (dice < 15) {
        faults.add(fault(random, Kind.STALL, up, down, 0));
      } else if (dice < 25) {
        boolean way = random.nextBoolean();
        int at = random.nextInt(way ? up : down);
        faults.add(new Fault(Kind.CORRUPT, way, at, MASKS[random.nextInt(MASKS.length)]));
      }
      return faults;
    };
  }

  /** Half of them in the handshake, the others anywhere in the first bytes of a payload. */
  private static Fault fault(Random random, Kind kind, int up, int down, int amount) {
    boolean way = random.nextBoolean();
    int handshake = way ? up : down;
    int at = random.nextBoolean() ? random.nextInt(handshake) : random.nextInt(20_000);
    return new Fault(kind, way, at, amount);
  }

  private static long all(ChaosRelay relay) {
    long all = 0;
    for (var kind : Kind.values()) {
      all += relay.count(kind);
    }
    return all;
  }

  private static long fatal(ChaosRelay relay) {
    long all = 0;
    for (var kind : Kind.values()) {
      all += kind.fatal() ? relay.count(kind) : 0;
    }
    return all;
  }

  private static String counts(ChaosRelay near, ChaosRelay far) {
    var text = new StringBuilder();
    for (var kind : Kind.values()) {
      text.append(" %s %d+%d".formatted(kind, near.count(kind), far.count(kind)));
    }
    return text.append(", ").append(all(near) + all(far)).append(" in all").toString();
  }
}
