// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Transport;
import io.sallyport.torclient.Bootstrap;
import io.sallyport.torclient.ClientListener;
import io.sallyport.torclient.TorClient;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A client that is not there until it is wanted: nothing is read, written or contacted before. Any
 * thread.
 */
final class SleepingClient {

  private final TorSettings settings;
  private final Transport transport;
  private final ClientListener listener;

  /** The client, or the attempt to open it; null while it sleeps. */
  private @Nullable Promise<TorClient> client;

  private boolean closed;

  SleepingClient(TorSettings settings, Transport transport, ClientListener listener) {
    this.settings = settings;
    this.transport = transport;
    this.listener = listener;
  }

  TorSettings settings() {
    return settings;
  }

  /** The client, which is opened if it is not. An attempt that failed is made anew. */
  synchronized Future<TorClient> wake() {
    EventLoop loop = transport.loop();
    if (closed) {
      return loop.newFailedFuture(new TorException(Reason.CLOSED, "the outbound is closed"));
    }
    if (client == null || client.isDone() && !client.isSuccess()) {
      Promise<TorClient> opening = loop.newPromise();
      client = opening;
      Thread.ofVirtual().name("tor-open-" + settings.tag()).start(() -> open(opening));
    }
    return client;
  }

  private void open(Promise<TorClient> opening) {
    try {
      var opened =
          TorClient.builder(settings.directory())
              .network(settings.authorities())
              .testing(settings.testing())
              .connectTimeout(settings.connectTimeout())
              .dialer(new TransportDialer(transport, settings.dial()))
              .listener(listener)
              .open();
      opening.setSuccess(opened);
      if (isClosed()) {
        opened.close();
      }
    } catch (IOException | RuntimeException e) {
      opening.setFailure(
          new TorException(
              Reason.NOT_READY, "the Tor client cannot be opened: " + e.getMessage(), e));
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** The client if it is awake. */
  synchronized @Nullable TorClient awake() {
    return client != null && client.isSuccess() ? client.getNow() : null;
  }

  /** How far it is, or why it could not be opened. */
  synchronized Bootstrap bootstrap() {
    if (client == null) {
      return Bootstrap.ASLEEP;
    }
    if (!client.isDone()) {
      return new Bootstrap(0, "opening the data directory", null);
    }
    return client.isSuccess()
        ? client.getNow().bootstrap()
        : new Bootstrap(0, "opening the data directory", client.cause().getMessage());
  }

  /** Ends the client and everything that goes through it; returns when it is gone. */
  void close() {
    TorClient open;
    synchronized (this) {
      closed = true;
      open = awake();
    }
    if (open != null) {
      open.close();
    }
  }
}
