// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Answer;
import io.sallyport.api.BindAnswer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Datagram;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Question;
import io.sallyport.testing.NoSessions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * In the place of the session manager: each UDP session has a real socket on the loopback, to which
 * every name but {@code absent.test} is 127.0.0.1. A BIND is told of a peer at once, a lookup
 * answers what a table would.
 */
final class DatagramSessions extends NoSessions {

  static final InetSocketAddress BOUND = new InetSocketAddress("127.0.0.1", 0x1234);
  static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.9", 0x5678);

  final BlockingQueue<Flow> flows = new LinkedBlockingQueue<>();

  @Override
  public void serve(Inbound inbound, Flow flow, Channel client, Answer answer) {
    flows.add(flow);
    if (inbound.policy().decide(Question.about(flow)) instanceof Decision.Reject) {
      answer.failed(new ConnectFailure(ConnectFailure.Reason.REJECTED, "no"));
      return;
    }
    new Bootstrap()
        .group(client.eventLoop())
        .channel(NioDatagramChannel.class)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65_535))
        .handler(new Down(client))
        .bind(new InetSocketAddress("127.0.0.1", 0))
        .addListener(
            (ChannelFuture far) -> {
              client.pipeline().addLast(new Up(far.channel()));
              answer.connected(far.channel().localAddress());
              client.config().setAutoRead(true);
            });
  }

  private static final class Up extends ChannelInboundHandlerAdapter {
    private final Channel far;

    Up(Channel far) {
      this.far = far;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var datagram = (Datagram) message;
      if (datagram.peer().host().equals("absent.test")) {
        datagram.release();
        return;
      }
      var to =
          datagram.peer() instanceof Destination.Address address
              ? address.toSocketAddress()
              : new InetSocketAddress("127.0.0.1", datagram.peer().port());
      far.writeAndFlush(new DatagramPacket(datagram.content(), to));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      far.close();
    }
  }

  private static final class Down extends ChannelInboundHandlerAdapter {
    private final Channel client;

    Down(Channel client) {
      this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var packet = (DatagramPacket) message;
      var from =
          Destination.of(packet.sender().getAddress().getAddress(), packet.sender().getPort());
      client.writeAndFlush(new Datagram(from, packet.content()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // the port of a far end that is gone
    }
  }

  @Override
  public void bind(Inbound inbound, Flow flow, Channel client, BindAnswer answer) {
    flows.add(flow);
    answer.listening(BOUND);
    if (flow.destination().port() == 404) {
      answer.failed(new ConnectFailure(ConnectFailure.Reason.TIMEOUT, "nobody came"));
    } else {
      answer.connected(PEER);
    }
  }

  @Override
  public Future<List<InetAddress>> resolve(
      Inbound inbound, Flow flow, AddressFamily family, EventLoop loop) {
    flows.add(flow);
    return switch (flow.destination()) {
      case Destination.Address address -> loop.newSucceededFuture(List.of(address.ip()));
      case Destination.Name name when name.host().equals("absent.test") ->
          loop.newFailedFuture(new ConnectFailure(ConnectFailure.Reason.NAME_NOT_FOUND, "no"));
      case Destination.Name name when name.host().equals("six.test") ->
          loop.newSucceededFuture(
              List.of(((Destination.Address) Destination.of("2001:db8::1", 1)).ip()));
      case Destination.Name name when name.host().equals("cannot.test") ->
          loop.newFailedFuture(new ConnectFailure(ConnectFailure.Reason.UNSUPPORTED, "no"));
      case Destination.Name _ ->
          loop.newSucceededFuture(
              List.of(((Destination.Address) Destination.of("192.0.2.1", 1)).ip()));
    };
  }

  @Override
  public Future<String> reverse(Inbound inbound, Flow flow, EventLoop loop) {
    return loop.newSucceededFuture(
        flow.destination().host().equals("192.0.2.1") ? "one.test" : "not a name of SOCKS");
  }
}
