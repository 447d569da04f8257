// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.CellDecoder;
import io.sallyport.torcore.cell.CellHandler;
import io.sallyport.torcore.link.LinkCircuits;
import io.sallyport.torcore.link.LinkEstablished;
import io.sallyport.torcore.link.LinkFailure;
import io.sallyport.torcore.link.LinkHandshake;
import io.sallyport.torcore.link.LinkListener;
import io.sallyport.torcore.link.LinkTarget;
import io.sallyport.torcore.link.PaddingNegotiate;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Behind TLS: the link handshake first, then the cells of circuits. */
final class LinkHandler extends ChannelInboundHandlerAdapter implements LinkListener {

  private final LinkSettings settings;
  private final LinkTarget target;
  private final Promise<Link> promise;
  private final CellDecoder decoder = new CellDecoder();
  private final LinkOutput output;
  private final LinkCircuits circuits;
  private final io.netty.channel.Channel channel;
  private @Nullable CellHandler cells;
  private @Nullable Link link;
  private @Nullable Throwable cause;

  LinkHandler(
      LinkSettings settings,
      LinkTarget target,
      io.netty.channel.Channel channel,
      Promise<Link> promise) {
    this.settings = settings;
    this.target = target;
    this.channel = channel;
    this.promise = promise;
    this.output = new LinkOutput(channel, settings.written());
    this.circuits = new LinkCircuits(settings.random(), settings.mostCircuits());
    var deadline =
        channel
            .eventLoop()
            .schedule(this::late, settings.handshake().toMillis(), TimeUnit.MILLISECONDS);
    promise.addListener(
        (Future<Link> done) -> {
          deadline.cancel(false);
          if (!done.isSuccess()) {
            channel.close(); // who waited for it has gone, perhaps
          }
        });
  }

  private void late() {
    if (link == null) {
      fail(new TorException(Reason.TIMEOUT, "the relay did not finish the link handshake in time"));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
      try {
        var handshake = new LinkHandshake(target, certificate(ctx), this, settings.clock());
        cells = handshake;
        handshake.start();
        output.flush();
      } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
        fail(new TorException(Reason.PROTOCOL, "the relay showed no certificate in TLS", e));
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  private static byte[] certificate(ChannelHandlerContext ctx)
      throws SSLPeerUnverifiedException, CertificateEncodingException {
    var session = ctx.pipeline().get(SslHandler.class).engine().getSession();
    Certificate[] chain = session.getPeerCertificates();
    return chain[0].getEncoded();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    try {
      if (cells != null && cause == null) {
        settings.read().add(bytes.readableBytes());
        feed(bytes, cells);
      }
    } catch (LinkFailure e) {
      fail(refused(e));
    } catch (ProtocolViolation e) {
      fail(new TorException(Reason.PROTOCOL, String.valueOf(e.getMessage()), e));
    } finally {
      ReferenceCountUtil.release(bytes);
    }
  }

  private static TorException refused(LinkFailure failure) {
    return failure.kind() == LinkFailure.Kind.EXPIRED
        ? new TorException(
            Reason.CLOCK,
            "the certificates of the relay are not for now: the clock of this machine is off"
                + failure
                    .skew()
                    .map(skew -> " by " + Math.abs(skew.toMinutes()) + " minutes or more")
                    .orElse(""),
            failure)
        : new TorException(Reason.PROTOCOL, String.valueOf(failure.getMessage()), failure);
  }

  private void feed(ByteBuf bytes, CellHandler handler) throws ProtocolViolation {
    if (bytes.hasArray()) {
      decoder.feed(
          bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes(), handler);
    } else {
      for (var part : bytes.nioBuffers()) {
        decoder.feed(part, handler);
      }
    }
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    output.write(buffer, offset, length);
  }

  @Override
  public CellHandler established(LinkEstablished established) {
    var made = new Link(channel, established, circuits, output, settings.idle());
    link = made;
    if (established.negotiatesPadding()) {
      // We do not pad yet, and padding of one side alone is of no use (padding-spec §2.2). Relays
      // start it by themselves; this is what C tor sends with ConnectionPadding 0.
      byte[] none = PaddingNegotiate.NONE.cell();
      output.write(none, 0, none.length);
    }
    if (!promise.trySuccess(made)) {
      channel.close();
    }
    return circuits;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (link != null) {
      link.readComplete();
    } else {
      output.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (link != null) {
      link.writabilityChanged();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
    fail(thrown);
  }

  private void fail(Throwable why) {
    if (cause == null) {
      cause = why;
    }
    promise.tryFailure(why);
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    promise.tryFailure(
        new TorException(
            Reason.LINK,
            "the relay closed the connection during the handshake",
            new ClosedChannelException()));
    if (link != null) {
      link.gone();
    } else {
      output.close();
    }
    ctx.fireChannelInactive();
  }
}
