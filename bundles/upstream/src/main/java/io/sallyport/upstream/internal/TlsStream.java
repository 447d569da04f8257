// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A stream in TLS as its owner sees it: the channel that carries it, but for one thing. Who ends
 * the output of a stream in TLS must say so in TLS, by {@code close_notify}, before the FIN: a FIN
 * alone is to the other side what an attacker could have sent, and many throw away what came before
 * it (RFC 8446 §6.1). TLS 1.2 knows no half-close: its peer should hang up then (RFC 5246 §7.2.1),
 * which loses no more than a FIN does. Netty ends the output of a socket below its pipeline, where
 * no handler can have a say, so this stands around the channel.
 */
final class TlsStream implements DuplexChannel {

  private static final AttributeKey<Channel> OUTERMOST =
      AttributeKey.valueOf(TlsStream.class, "outermost");

  private final Channel below;
  private final SslHandler tls;
  private boolean ended;

  private TlsStream(Channel below, SslHandler tls) {
    this.below = below;
    this.tls = tls;
  }

  /** From now on a channel is to be ended by this handler first, and then as until now. */
  static void around(Channel channel, SslHandler tls) {
    channel.attr(OUTERMOST).set(new TlsStream(of(channel), tls));
  }

  /** What the owner of a stream is to be given in place of its channel: that itself without TLS. */
  static Channel of(Channel channel) {
    var outermost = channel.attr(OUTERMOST).get();
    return outermost == null ? channel : outermost;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    if (eventLoop().inEventLoop()) {
      end(promise);
    } else {
      eventLoop().execute(() -> end(promise));
    }
    return promise;
  }

  private void end(ChannelPromise promise) {
    if (ended) {
      promise.trySuccess();
      return;
    }
    ended = true;
    tls.closeOutbound()
        .addListener(
            (ChannelFuture told) -> {
              if (below instanceof DuplexChannel duplex) {
                duplex.shutdownOutput(promise);
              } else if (told.isSuccess()) {
                promise.trySuccess();
              } else {
                promise.tryFailure(told.cause());
              }
            });
  }

  @Override
  public boolean isOutputShutdown() {
    return below instanceof DuplexChannel duplex && duplex.isOutputShutdown();
  }

  @Override
  public boolean isInputShutdown() {
    return below instanceof DuplexChannel duplex && duplex.isInputShutdown();
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return below instanceof DuplexChannel duplex
        ? duplex.shutdownInput(promise)
        : promise.setSuccess();
  }

  @Override
  public boolean isShutdown() {
    return isInputShutdown() && isOutputShutdown();
  }

  @Override
  public ChannelFuture shutdown() {
    return close();
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return close(promise);
  }

  // --- all else is the channel's

  @Override
  public ChannelId id() {
    return below.id();
  }

  @Override
  public EventLoop eventLoop() {
    return below.eventLoop();
  }

  @Override
  public @Nullable Channel parent() {
    return below.parent();
  }

  @Override
  public ChannelConfig config() {
    return below.config();
  }

  @Override
  public boolean isOpen() {
    return below.isOpen();
  }

  @Override
  public boolean isRegistered() {
    return below.isRegistered();
  }

  @Override
  public boolean isActive() {
    return below.isActive();
  }

  @Override
  public ChannelMetadata metadata() {
    return below.metadata();
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return below.localAddress();
  }

  @Override
  public @Nullable SocketAddress remoteAddress() {
    return below.remoteAddress();
  }

  @Override
  public ChannelFuture closeFuture() {
    return below.closeFuture();
  }

  @Override
  public Unsafe unsafe() {
    return below.unsafe();
  }

  @Override
  public ChannelPipeline pipeline() {
    return below.pipeline();
  }

  @Override
  public <T> Attribute<T> attr(AttributeKey<T> key) {
    return below.attr(key);
  }

  @Override
  public <T> boolean hasAttr(AttributeKey<T> key) {
    return below.hasAttr(key);
  }

  @Override
  public int compareTo(Channel other) {
    return below.compareTo(other);
  }

  @Override
  public String toString() {
    return below.toString();
  }
}
