// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sallyport.torclient.RelayDialer;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.cert.RelayIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The links of a client: one for each relay, made when it is first wanted and shared by all who
 * want it, those too who come while it is being made. Any thread.
 */
public final class LinkPool {

  private final LinkConnector connector;
  private final LinkSettings settings;
  private final ClockEstimate clock = new ClockEstimate();
  private final Map<Object, Entry> links = new HashMap<>();
  private boolean closed;

  /**
   * A link, or one that is being made.
   *
   * @param identity what it was asked to prove
   */
  private record Entry(RelayIdentity identity, Future<Link> link) {

    /** Whether it can be used, and proves what is asked of it now. */
    boolean serves(RelayIdentity wanted) {
      return link.isDone()
          ? link.isSuccess()
              && link.getNow().isOpen()
              && wanted.isProvenBy(link.getNow().facts().identity())
          : identity.equals(wanted);
    }
  }

  /** Begins without links. */
  public LinkPool(RelayDialer dialer, LinkSettings settings) {
    this.connector = new LinkConnector(dialer, settings);
    this.settings = settings;
  }

  /** A link to a relay: the one that is there, or a new one. */
  public Future<Link> get(RelayEndpoint relay) {
    var key = key(relay.identity());
    Entry made;
    synchronized (this) {
      if (closed) {
        return GlobalEventExecutor.INSTANCE.newFailedFuture(
            new TorException(Reason.CLOSED, "the client is closed"));
      }
      var known = links.get(key);
      if (known != null && known.serves(relay.identity())) {
        return known.link;
      }
      made = new Entry(relay.identity(), connector.connect(relay));
      links.put(key, made);
    }
    made.link.addListener(
        (Future<Link> done) -> {
          if (done.isSuccess()) {
            clock.heard(done.getNow().facts());
            done.getNow().closed().addListener(_ -> forget(key, made));
            closeIfLate(done.getNow());
          } else {
            forget(key, made);
          }
        });
    return made.link;
  }

  /** One identity is enough to find a link by; whether it proves the other is looked at then. */
  private static Object key(RelayIdentity relay) {
    return Objects.requireNonNull(relay.rsa() != null ? relay.rsa() : relay.ed25519());
  }

  private synchronized void closeIfLate(Link link) {
    if (closed) {
      link.close();
    }
  }

  private synchronized void forget(Object key, Entry entry) {
    links.remove(key, entry);
  }

  /** The links that are open. */
  public synchronized List<Link> open() {
    var open = new ArrayList<Link>();
    for (var entry : links.values()) {
      if (entry.link.isSuccess()) {
        open.add(entry.link.getNow());
      }
    }
    return open;
  }

  /** What relays have told of our clock. */
  public ClockEstimate clock() {
    return clock;
  }

  /** Bytes of cells that came, over all links there ever were. */
  public long bytesRead() {
    return settings.read().sum();
  }

  /** Bytes of cells that went. */
  public long bytesWritten() {
    return settings.written().sum();
  }

  /** Closes every link, those too that are being made; no new ones are made. */
  public List<Future<?>> close() {
    List<Entry> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(links.values());
    }
    var closing = new ArrayList<Future<?>>();
    for (var entry : all) {
      entry.link.cancel(false);
      if (entry.link.isSuccess()) {
        closing.add(entry.link.getNow().close());
      }
    }
    return closing;
  }
}
