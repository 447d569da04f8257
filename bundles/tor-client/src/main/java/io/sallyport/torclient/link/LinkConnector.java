// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.RelayDialer;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.link.LinkTarget;
import java.net.InetSocketAddress;
import java.util.Iterator;

/** Makes links: TCP, TLS, link handshake. Each address of a relay is tried in turn. */
final class LinkConnector {

  /** On the heap: TLS of the JDK works on arrays, and so does everything behind it. */
  private static final ByteBufAllocator HEAP = new PooledByteBufAllocator(false);

  /** Small, so that a cell that matters does not stand behind much data. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 << 10, 96 << 10);

  private final RelayDialer dialer;
  private final LinkSettings settings;
  private final RelayTls tls;

  LinkConnector(RelayDialer dialer, LinkSettings settings) {
    this.dialer = dialer;
    this.settings = settings;
    this.tls = new RelayTls(settings.random());
  }

  Future<Link> connect(RelayEndpoint relay) {
    var loop = dialer.loop();
    var promise = loop.<Link>newPromise();
    attempt(relay, relay.addresses().iterator(), loop, promise);
    return promise;
  }

  private void attempt(
      RelayEndpoint relay,
      Iterator<InetSocketAddress> addresses,
      EventLoop loop,
      Promise<Link> promise) {
    var address = addresses.next();
    var connecting = dialer.connect(address, loop);
    promise.addListener(
        (Future<Link> done) -> {
          if (done.isCancelled()) {
            connecting.cancel(false);
          }
        });
    connecting.addListener(
        (Future<Channel> connected) -> {
          if (connected.isSuccess() && promise.isDone()) {
            connected.getNow().close();
          } else if (promise.isDone()) {
            return; // cancelled: nobody wants the other addresses either
          } else if (connected.isSuccess()) {
            loop.execute(() -> handshake(relay, address, connected.getNow(), promise));
          } else if (addresses.hasNext()) {
            attempt(relay, addresses, loop, promise);
          } else {
            promise.tryFailure(
                new TorException(
                    Reason.LINK,
                    "no connection to the relay: " + connected.cause().getMessage(),
                    connected.cause()));
          }
        });
  }

  private void handshake(
      RelayEndpoint relay, InetSocketAddress address, Channel channel, Promise<Link> promise) {
    channel.config().setAllocator(HEAP);
    channel.config().setWriteBufferWaterMark(WATER_MARK);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    var target = new LinkTarget(relay.identity(), address.getAddress());
    channel
        .pipeline()
        .addLast(
            tls.handler(HEAP, settings.handshake().toMillis()),
            new LinkHandler(settings, target, channel, promise));
    channel.config().setAutoRead(true);
    if (!channel.isActive()) {
      promise.tryFailure(new TorException(Reason.LINK, "the relay closed the connection at once"));
    }
  }
}
