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

/**
 * The links of a client: one for each relay, made when it is first wanted and shared by all who
 * want it, those too who come while it is being made. Any thread.
 */
public final class LinkPool {

  private final LinkConnector connector;
  private final LinkSettings settings;
  private final Map<RelayIdentity, Future<Link>> links = new HashMap<>();
  private boolean closed;

  /** Begins without links. */
  public LinkPool(RelayDialer dialer, LinkSettings settings) {
    this.connector = new LinkConnector(dialer, settings);
    this.settings = settings;
  }

  /** A link to a relay: the one that is there, or a new one. */
  public Future<Link> get(RelayEndpoint relay) {
    Future<Link> made;
    synchronized (this) {
      if (closed) {
        return GlobalEventExecutor.INSTANCE.newFailedFuture(
            new TorException(Reason.CLOSED, "the client is closed"));
      }
      var known = links.get(relay.identity());
      if (known != null && usable(known)) {
        return known;
      }
      made = connector.connect(relay);
      links.put(relay.identity(), made);
    }
    made.addListener(
        (Future<Link> done) -> {
          if (done.isSuccess()) {
            done.getNow().closed().addListener(_ -> forget(relay.identity(), made));
            closeIfLate(done.getNow());
          } else {
            forget(relay.identity(), made);
          }
        });
    return made;
  }

  private static boolean usable(Future<Link> link) {
    return !link.isDone() || link.isSuccess() && link.getNow().isOpen();
  }

  private synchronized void closeIfLate(Link link) {
    if (closed) {
      link.close();
    }
  }

  private synchronized void forget(RelayIdentity relay, Future<Link> link) {
    links.remove(relay, link);
  }

  /** The links that are open. */
  public synchronized List<Link> open() {
    var open = new ArrayList<Link>();
    for (var link : links.values()) {
      if (link.isSuccess()) {
        open.add(link.getNow());
      }
    }
    return open;
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
    List<Future<Link>> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(links.values());
    }
    var closing = new ArrayList<Future<?>>();
    for (var link : all) {
      link.cancel(false);
      if (link.isSuccess()) {
        closing.add(link.getNow().close());
      }
    }
    return closing;
  }
}
