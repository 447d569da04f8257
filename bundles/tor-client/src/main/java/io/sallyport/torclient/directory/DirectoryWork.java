// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.Bootstrap;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.guard.GuardSet;
import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdoc.Consensus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the directory's thread does, step by step: each step does what is due and tells when the
 * next is.
 */
final class DirectoryWork {

  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
  private static final Duration SAVING = Duration.ofSeconds(10);
  private static final Duration MOST_PAUSE = Duration.ofMinutes(5);

  private final DirectorySettings settings;
  private final Set<RsaIdentity> authorities;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final DirectoryListener listener;
  private final DirectoryStore store = new DirectoryStore();
  private final DirectoryCache cache;
  private final ServerChoice choice;
  private final ServerHealth health;
  private final Diagnosis diagnosis;
  private final ConsensusUpdate consensusUpdate;
  private final MicrodescUpdate microdescUpdate;
  private volatile @Nullable NetDir network;
  private volatile Bootstrap progress = Bootstrap.ASLEEP;
  private volatile @Nullable Instant nextConsensus;
  private @Nullable NetDir known;
  private Instant saved = Instant.EPOCH;
  private boolean protocolsWarned;
  private int failures;

  DirectoryWork(
      DirectorySettings settings,
      DirectorySource source,
      Supplier<List<GuardSet.Status>> guards,
      DirectoryListener listener,
      InstantSource clock,
      RandomGenerator random,
      ExecutorService executor) {
    this.settings = settings;
    this.diagnosis = new Diagnosis(source::clockSkew);
    this.authorities = settings.network().voters();
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.cache = new DirectoryCache(settings.cache(), listener::warning);
    this.choice = new ServerChoice(settings.network(), guards, random);
    this.health = new ServerHealth(settings.testing() ? 10 : 1);
    var fetch = new DirectoryFetch(source, settings, health, diagnosis, clock, executor);
    this.consensusUpdate =
        new ConsensusUpdate(
            fetch,
            store,
            authorities,
            diagnosis,
            clock,
            () -> report(40, "asking for the authorities' certificates"));
    this.microdescUpdate = new MicrodescUpdate(fetch, store);
  }

  @Nullable NetDir network() {
    return network;
  }

  Bootstrap progress() {
    return progress;
  }

  @Nullable Instant nextConsensus() {
    return nextConsensus;
  }

  void forgetFailures() {
    health.forget();
  }

  /** Takes what is on disk. */
  void load() {
    report(1, "reading the directory on disk");
    cache.load(store, authorities, clock.instant());
    if (store.consensus() != null) {
      adopt(store.consensus());
    }
  }

  /**
   * Does what is due.
   *
   * @return when the next is
   */
  Instant step() throws InterruptedException {
    boolean good = consensus();
    good &= microdescs();
    failures = good ? 0 : failures + 1;
    Instant now = clock.instant();
    if (good) {
      if (network == null) {
        join(); // lost, and good again though nothing new came: the clock was set right
      }
      Instant next = nextConsensus;
      return next == null ? now.plus(LEAST_PAUSE) : next;
    }
    trouble();
    Instant next = now.plus(pause());
    return health
        .next(choice.servers(known), now)
        .filter(ready -> ready.isAfter(next))
        .orElse(next);
  }

  /**
   * Something happened that should not.
   *
   * @return when to try again
   */
  Instant broken(RuntimeException why) {
    failures++;
    try {
      listener.warning("the directory could not be brought up to date: " + why);
      if (network == null) {
        reportNow(
            new Bootstrap(
                Math.min(95, progress.percent()),
                progress.doing(),
                "an error of this program: " + why));
      }
    } catch (RuntimeException e) {
      why.addSuppressed(e); // it is whoever listens that breaks
    }
    return clock.instant().plus(pause());
  }

  /** Whether the consensus is as it should be. */
  private boolean consensus() throws InterruptedException {
    Instant now = clock.instant();
    var current = store.consensus();
    Instant due = nextConsensus;
    if (current != null
        && current.lifetime().isReasonablyLive(now)
        && due != null
        && now.isBefore(due)) {
      return true;
    }
    report(known == null ? 5 : 25, "asking for the consensus");
    if (!consensusUpdate.run(servers())) {
      return false;
    }
    adopt(java.util.Objects.requireNonNull(store.consensus()));
    cache.saveConsensus(store);
    return true;
  }

  /** Whether every microdescriptor is here. */
  private boolean microdescs() throws InterruptedException {
    var snapshot = known;
    if (snapshot == null) {
      return false;
    }
    if (snapshot.missing().isEmpty()) {
      return true;
    }
    report(45, "asking for microdescriptors");
    int came = microdescUpdate.run(snapshot.missing(), servers(), this::someCame);
    if (came > 0) {
      join();
      cache.saveMicrodescs(store);
    }
    var now = known;
    return now != null && now.missing().isEmpty();
  }

  /** Who is stopped while much is still to come need not begin anew. */
  private void someCame() {
    join();
    Instant now = clock.instant();
    if (saved.plus(SAVING).isBefore(now)) {
      saved = now;
      cache.saveMicrodescs(store);
    }
  }

  private List<RelayEndpoint> servers() {
    return health.ready(choice.servers(known), clock.instant());
  }

  private void adopt(Consensus consensus) {
    nextConsensus = RefreshTime.next(consensus.lifetime(), random);
    var lacking = SupportedProtocols.OURS.missing(consensus.requirements().requiredClient());
    if (!lacking.isEmpty() && !protocolsWarned) {
      protocolsWarned = true;
      listener.warning(
          "the network requires protocols that this client does not speak: "
              + lacking
              + "; it needs an update");
    }
    join();
  }

  /** Makes a new snapshot of what the store has. */
  private void join() {
    var consensus = store.consensus();
    if (consensus == null) {
      return;
    }
    var joined =
        new NetDir(consensus, consensus.parameters().with(settings.parameters()), store::microdesc);
    known = joined;
    if (joined.hasEnough()) {
      listener.network(joined);
      network = joined;
      reportNow(Bootstrap.DONE);
    } else {
      int percent = 45 + (int) (50 * Math.min(1, joined.fraction().paths()));
      report(percent, "loading microdescriptors: " + joined.fraction());
    }
  }

  /** Tells of progress; what stood in the way is told as long as nothing has come. */
  private void report(int percent, String doing) {
    if (network == null) {
      String problem = progress.problem() == null ? null : diagnosis.problem();
      reportNow(new Bootstrap(Math.max(percent, progress.percent()), doing, problem));
    }
  }

  private void reportNow(Bootstrap now) {
    if (!now.equals(progress)) {
      progress = now;
      listener.progress(now);
    }
  }

  private void trouble() {
    var current = store.consensus();
    if (network != null
        && current != null
        && current.lifetime().isReasonablyLive(clock.instant())) {
      return;
    }
    var snapshot = known;
    String why = diagnosis.problem();
    if (snapshot != null
        && current != null
        && current.lifetime().isReasonablyLive(clock.instant())) {
      why =
          "too few microdescriptors: %s, of which %d%% are needed%s"
              .formatted(
                  snapshot.fraction(),
                  snapshot.parameters().get("min_paths_for_circs_pct"),
                  why == null ? "" : "; " + why);
    }
    String doing = progress.done() ? "asking for the consensus" : progress.doing();
    int percent = Math.min(95, progress.percent());
    if (network != null) {
      network = null;
      listener.lost();
    }
    reportNow(
        new Bootstrap(percent, doing, why == null ? "no directory server has answered" : why));
  }

  private Duration pause() {
    long most = Math.min(MOST_PAUSE.toMillis(), LEAST_PAUSE.toMillis() << Math.min(failures, 12));
    return Duration.ofMillis(LEAST_PAUSE.toMillis() + random.nextLong(most));
  }
}
