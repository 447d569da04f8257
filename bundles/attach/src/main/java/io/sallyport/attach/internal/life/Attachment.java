// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.api.Session;
import io.sallyport.attach.internal.rules.Marks;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Link;
import io.sallyport.linux.NftListing;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One interface from the moment that it is to be attached until it is not. The guard comes first
 * and goes last: between the two it stays, through errors, changes, the end of this bundle and the
 * sudden end of the process. Everything is done on a thread of its own and again until it works.
 * Any thread.
 */
public final class Attachment {

  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LAST_RETRY_MILLIS = 30_000;
  private static final long CHECK_SECONDS = 5;

  /** How it stands. */
  public enum Phase {
    /** Not even the guard is set yet. */
    OPEN,
    /** Nothing passes. */
    GUARDED,
    /** What is captured is served, nothing else passes. */
    ATTACHED,
    /** Released by an operator: everything passes. */
    RELEASED
  }

  private final CaptureContext context;
  private final Supplier<InterfaceSettings> settings;
  private final LinkWatch links;
  private final Locks locks;
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicBoolean kicked = new AtomicBoolean();
  private final AtomicBoolean retrying = new AtomicBoolean();
  private final Runnable linksChanged = this::linksChanged;
  private @Nullable InterfaceSettings held;
  private volatile @Nullable Capture capture;
  private boolean ended;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private volatile Phase phase = Phase.OPEN;
  private volatile @Nullable String problem;
  private volatile boolean linkNews;
  private final AtomicInteger repairs = new AtomicInteger();

  /**
   * @param settings the generation in force
   */
  public Attachment(
      CaptureContext context, Supplier<InterfaceSettings> settings, LinkWatch links, Locks locks) {
    this.context = context;
    this.settings = settings;
    this.links = links;
    this.locks = locks;
  }

  /** Begins. */
  public void begin() {
    // Before anything is captured: what this product sends must never come back to it.
    context.transport().markOwn(Marks.OWN);
    links.listen(linksChanged);
    kick();
    later(CHECK_SECONDS * 1000, this::check);
  }

  private void linksChanged() {
    linkNews = true;
    kick();
  }

  /** The settings, or the machine, may want something else now. */
  public void kick() {
    if (kicked.compareAndSet(false, true)) {
      Thread.ofVirtual().name("sallyport-attach").start(this::settle);
    }
  }

  private void later(long millis, Runnable task) {
    context
        .transport()
        .loop()
        .schedule(
            () -> Thread.ofVirtual().name("sallyport-attach").start(task),
            millis,
            TimeUnit.MILLISECONDS);
  }

  private void settle() {
    kicked.set(false);
    turn.lock();
    try {
      if (ended || phase == Phase.RELEASED) {
        return;
      }
      var wanted = settings.get();
      if (held != null && !held.interfaceName().equals(wanted.interfaceName())) {
        open(held);
      }
      if (linkNews) {
        linkNews = false;
        refreshLinks(wanted);
      }
      attach(wanted);
      report(missing(wanted));
      retryMillis = FIRST_RETRY_MILLIS;
    } catch (IOException | RuntimeException e) {
      failed(e);
    } finally {
      turn.unlock();
    }
  }

  /** News of interfaces that are none of ours leave the rules alone. */
  private void refreshLinks(InterfaceSettings wanted) {
    if (locks.concerned(wanted.interfaceName())) {
      locks.forget();
    }
  }

  private void attach(InterfaceSettings wanted) throws IOException {
    if (links.claim(wanted.interfaceName(), wanted.tag()) instanceof String holder) {
      throw new IOException(wanted.interfaceName() + " is attached by " + holder + " already");
    }
    held = wanted;
    locks.guard(wanted);
    if (phase == Phase.OPEN) {
      phase = Phase.GUARDED;
      context.log().info("{}: guard set", wanted.interfaceName());
    }
    requireNoPort(wanted.interfaceName());
    var before = capture;
    var now = before;
    if (now == null || !now.fits(wanted)) {
      now = Captures.of(wanted.type(), context);
      now.open();
      capture = now;
    }
    locks.capture(wanted, now);
    if (before != null && before != now) {
      before.close();
    }
    if (phase != Phase.ATTACHED) {
      phase = Phase.ATTACHED;
      context.log().info("{}: attached by {}", wanted.interfaceName(), wanted.type().label());
    }
  }

  /** Its packets would be another's, whom nobody has attached. */
  private void requireNoPort(String name) throws IOException {
    int master = links.find(name).map(Link::master).orElse(0);
    if (master != 0) {
      var whose = links.find(master).map(Link::name).orElse("another interface");
      throw new IOException(
          name + " is a port of " + whose + ", and nothing passes it; attach " + whose);
    }
  }

  private @Nullable String missing(InterfaceSettings wanted) {
    return links.find(wanted.interfaceName()).isPresent()
        ? null
        : "there is no interface "
            + wanted.interfaceName()
            + " now; when it comes it is attached, and nothing passes before";
  }

  private void report(@Nullable String now) {
    if (now != null && !now.equals(problem)) {
      context.log().warn("{}", now);
    }
    problem = now;
  }

  private void failed(Exception e) {
    var what = e.getMessage() == null ? e.toString() : e.getMessage();
    if (!what.equals(problem)) {
      context.log().error("{}: {}; trying again", settings.get().interfaceName(), what);
    }
    problem = what;
    if (phase == Phase.ATTACHED) {
      phase = Phase.GUARDED;
    }
    if (retrying.compareAndSet(false, true)) {
      later(
          retryMillis,
          () -> {
            retrying.set(false);
            settle();
          });
      retryMillis = Math.min(retryMillis * 2, LAST_RETRY_MILLIS);
    }
  }

  /** Looks whether somebody else has changed the rules: {@code nft flush ruleset} is common. */
  private void check() {
    turn.lock();
    try {
      if (ended) {
        return;
      }
      if (guarded() && held != null && !locks.intact(held)) {
        repairs.incrementAndGet();
        context.log().error("{}: somebody has changed its rules; set again", held.interfaceName());
        kick();
      }
    } catch (CommandException e) {
      context.log().warn("rules cannot be looked at: {}", e.getMessage());
    } finally {
      turn.unlock();
    }
    later(CHECK_SECONDS * 1000, this::check);
  }

  /** Ends in order: sessions are ended, the interface is as it was. */
  public void detach() {
    turn.lock();
    try {
      end();
      if (held != null) {
        open(held);
      }
    } catch (CommandException e) {
      context.log().error("not detached in order, some rules stay: {}", e.getMessage());
    } finally {
      turn.unlock();
    }
  }

  /**
   * Ends, and leaves the rules: nothing new gets through any more, connections that are served go
   * on as long as the session manager lives.
   */
  public void stop() {
    turn.lock();
    try {
      end();
      closeCapture();
      if (held != null) {
        links.giveUp(held.interfaceName(), held.tag());
      }
    } finally {
      turn.unlock();
    }
  }

  private void end() {
    ended = true;
    links.forget(linksChanged);
  }

  /**
   * Takes the guard away although the interface is to be attached; until its file changes.
   *
   * @throws CommandException if some rules could not be taken away
   */
  public void release() throws CommandException {
    turn.lock();
    try {
      if (held != null) {
        open(held);
      }
      phase = Phase.RELEASED;
      problem = "released: everything passes in clear; attach:enable attaches it again";
      context.log().warn("{}: released", settings.get().interfaceName());
    } finally {
      turn.unlock();
    }
  }

  /** Ends a release. */
  public void resume() {
    turn.lock();
    try {
      if (phase == Phase.RELEASED) {
        phase = Phase.OPEN;
        problem = null;
      }
    } finally {
      turn.unlock();
    }
    kick();
  }

  private void open(InterfaceSettings of) throws CommandException {
    var by = capture;
    closeCapture();
    endSessions(of.tag());
    locks.open(of, by);
    links.giveUp(of.interfaceName(), of.tag());
    held = null;
    phase = Phase.OPEN;
    context.log().info("{}: detached", of.interfaceName());
  }

  private void closeCapture() {
    var open = capture;
    if (open != null) {
      open.close();
      capture = null;
    }
    context.dnsStreams().close();
  }

  /** Their clients are told while what they are told by still works. */
  private void endSessions(String tag) {
    var sessions = context.entrance().sessions();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (true) {
      var mine =
          sessions.live().stream()
              .filter(session -> session.flow().origin().inbound().equals(tag))
              .toList();
      if (mine.isEmpty() || System.nanoTime() - deadline > 0) {
        return;
      }
      mine.forEach(Session::close);
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** How it stands. */
  public Phase phase() {
    return phase;
  }

  /** Whether nothing passes but what is captured. */
  public boolean guarded() {
    return phase == Phase.GUARDED || phase == Phase.ATTACHED;
  }

  /** What is wrong; null if nothing is. */
  public @Nullable String problem() {
    return problem;
  }

  /** How often the rules had to be set again because somebody had changed them. */
  public int repairs() {
    return repairs.get();
  }

  /** What the way of capturing has counted. */
  public Map<String, Long> counters() {
    var now = capture;
    return now == null ? Map.of() : now.counters();
  }

  /** What the kernel's rules have counted, by name. Blocks. */
  public Map<String, NftListing.Count> kernelCounts() throws CommandException {
    turn.lock();
    try {
      return locks.counts(settings.get().interfaceName());
    } finally {
      turn.unlock();
    }
  }
}
