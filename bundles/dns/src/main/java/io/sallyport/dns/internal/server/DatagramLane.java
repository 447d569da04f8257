// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.collection.IntObjectHashMap;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.dns.internal.wire.AnswerReader;
import io.sallyport.dns.internal.wire.ServerQuery;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * An association to one server, and the queries that wait on it. What comes from another end, bears
 * another id or answers another question is passed over (RFC 5452 §9). On the server's loop.
 */
final class DatagramLane extends SimpleChannelInboundHandler<Datagram> {

  /** Told what became of a query; null where the lane is gone. */
  interface Heard extends Consumer<byte @org.jspecify.annotations.Nullable []> {}

  private record Waiting(ServerQuery query, Heard heard) {}

  private final Destination server;
  private final RandomGenerator random;
  private final Counters counters;
  private final Channel channel;
  private final IntObjectHashMap<Waiting> waiting = new IntObjectHashMap<>();
  private int uses;
  private boolean worn;

  DatagramLane(Channel channel, Destination server, RandomGenerator random, Counters counters) {
    this.channel = channel;
    this.server = server;
    this.random = random;
    this.counters = counters;
  }

  /** Takes the channel into use. */
  void begin() {
    channel.pipeline().addLast(this);
    channel.config().setAutoRead(true);
  }

  boolean isUsable(int maxUses) {
    return channel.isActive() && !worn && uses < maxUses && waiting.size() < 256;
  }

  boolean isIdle() {
    return waiting.isEmpty();
  }

  /**
   * Sends a query under an id that nobody can guess.
   *
   * @return that id, for {@link #forget}
   */
  int send(ServerQuery plain, Heard heard) {
    int id;
    do {
      id = random.nextInt(0x10000);
    } while (waiting.containsKey(id));
    var query = plain.disguised(id, random);
    waiting.put(id, new Waiting(query, heard));
    uses++;
    channel.writeAndFlush(new Datagram(server, Unpooled.wrappedBuffer(query.message())));
    return id;
  }

  /** Waits no longer for an answer. */
  void forget(int id) {
    waiting.remove(id);
  }

  /** No more queries: something on it was not answered. */
  void wear() {
    worn = true;
  }

  void close() {
    channel.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Datagram datagram) {
    if (!isServer(datagram.peer()) || datagram.content().readableBytes() < 12) {
      counters.add(Counters.Count.SERVER_MISMATCHES);
      return;
    }
    var found = waiting.get(datagram.content().getUnsignedShort(datagram.content().readerIndex()));
    if (found == null) {
      counters.add(Counters.Count.SERVER_MISMATCHES);
      return;
    }
    byte[] message = ByteBufUtil.getBytes(datagram.content());
    var query = found.query();
    if (!AnswerReader.answers(message, query.message(), query.section(), true)) {
      counters.add(Counters.Count.SERVER_MISMATCHES);
      return;
    }
    waiting.remove(query.id());
    found.heard().accept(message);
  }

  private boolean isServer(Destination peer) {
    return server instanceof Destination.Address
        ? server.equals(peer)
        : server.port() == peer.port();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    var all = waiting.values().toArray(Waiting[]::new);
    waiting.clear();
    for (var one : all) {
      one.heard().accept(null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
