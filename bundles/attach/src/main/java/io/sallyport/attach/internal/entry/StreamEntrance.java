// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.entry;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.sallyport.api.Network;
import io.sallyport.attach.internal.flow.Verdict;
import io.sallyport.dns.DnsResolver;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where captured TCP connections enter. The kernel has accepted them already, so the only honest
 * refusal is an immediate reset.
 */
public final class StreamEntrance extends ChannelInitializer<Channel> {

  private final Entrance entrance;
  private final DnsStreams dns;
  private final Function<Channel, @Nullable InetSocketAddress> source;
  private final Function<Channel, @Nullable InetSocketAddress> destination;

  /**
   * @param destination where the client of an accepted channel wanted to go, asked on its loop;
   *     null if that cannot be said
   */
  public StreamEntrance(
      Entrance entrance,
      DnsStreams dns,
      Function<Channel, @Nullable InetSocketAddress> destination) {
    this(entrance, dns, StreamEntrance::remoteAddress, destination);
  }

  /**
   * The same for connections of which the far end that the kernel knows is not the client.
   *
   * @param source who the client of an accepted channel is, asked on its loop; null likewise
   */
  public StreamEntrance(
      Entrance entrance,
      DnsStreams dns,
      Function<Channel, @Nullable InetSocketAddress> source,
      Function<Channel, @Nullable InetSocketAddress> destination) {
    this.entrance = entrance;
    this.dns = dns;
    this.source = source;
    this.destination = destination;
  }

  private static @Nullable InetSocketAddress remoteAddress(Channel client) {
    return client.remoteAddress() instanceof InetSocketAddress address ? address : null;
  }

  @Override
  protected void initChannel(Channel client) {
    client.config().setAutoRead(false);
    client.pipeline().addLast(new Arrival());
  }

  @Override
  public boolean isSharable() {
    return true;
  }

  private void arrived(Channel client) {
    entrance.counters().streams.increment();
    var to = destination.apply(client);
    var from = source.apply(client);
    if (to == null || from == null) {
      reset(client);
      return;
    }
    var verdict = entrance.classify(to);
    if (verdict.refuses()) {
      reset(client);
      return;
    }
    var flow = entrance.flow(Network.TCP, from, to);
    if (entrance.hijacker(flow) instanceof DnsResolver resolver) {
      if (!dns.serve(resolver, client, flow.origin())) {
        reset(client);
      }
    } else if (verdict == Verdict.DNS_ONLY) {
      entrance.counters().refused(Verdict.OWN_ADDRESS);
      reset(client);
    } else {
      entrance
          .sessions()
          .serve(
              entrance.inbound(),
              flow,
              client,
              new ResetAnswer(client, entrance.counters().resets));
    }
  }

  private void reset(Channel client) {
    ResetAnswer.reset(client, entrance.counters().resets);
  }

  /** Waits until the channel is active, and is gone. */
  private final class Arrival extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.pipeline().remove(this);
      try {
        arrived(ctx.channel());
      } catch (RuntimeException e) {
        // Nobody serves it now, and its client need not wait.
        reset(ctx.channel());
        throw e;
      }
      ctx.fireChannelActive();
    }
  }
}
