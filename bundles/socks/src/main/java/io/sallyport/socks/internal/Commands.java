// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.sockscodec.Socks5Reply;
import io.sallyport.sockscodec.SocksAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Carries out what clients ask for beyond CONNECT. Called by a handler on its own loop. */
record Commands(Entrance entrance, Associations associations) {

  /** BIND: the client waits for a peer. */
  void bind(ChannelHandlerContext ctx, Step.Bind bind, ByteBuf surplus) {
    var client = ctx.channel();
    var answer = new ClientAnswer(client, bind.replies());
    entrance.handOver(
        ctx,
        bind.caller(),
        List.of(surplus),
        origin -> {
          if (!associations.settings().bind()) {
            answer.failed(unsupported("bind is false"));
            return;
          }
          var flow = Flow.open(Network.TCP, origin, bind.peer());
          entrance.sessions().bind(entrance.inbound(), flow, client, new ClientBindAnswer(answer));
        });
  }

  /** UDP ASSOCIATE. */
  void associate(ChannelHandlerContext ctx, Step.Associate associate, ByteBuf surplus) {
    var client = ctx.channel();
    entrance.handOver(
        ctx,
        associate.caller(),
        List.of(surplus),
        origin ->
            associations.begin(
                entrance,
                client,
                origin,
                associate.announced(),
                new ClientAnswer(client, associate.replies())));
  }

  /** Tor's RESOLVE: the address is in the reply, and the connection ends. */
  void resolve(ChannelHandlerContext ctx, Step.Resolve resolve, ByteBuf surplus) {
    var client = ctx.channel();
    entrance.handOver(
        ctx,
        resolve.caller(),
        List.of(surplus),
        origin ->
            entrance
                .sessions()
                .resolve(
                    entrance.inbound(), flow(origin, resolve), resolve.family(), client.eventLoop())
                .addListener(
                    (Future<List<InetAddress>> found) ->
                        onLoop(client, () -> resolved(client, resolve.replies(), found))));
  }

  private static Flow flow(Origin origin, Step.Resolve resolve) {
    return Flow.open(Network.TCP, origin, resolve.host());
  }

  private static void resolved(Channel client, ReplyForm replies, Future<List<InetAddress>> found) {
    if (!found.isSuccess()) {
      failed(client, replies, found.cause());
      return;
    }
    var reply = client.alloc().buffer(32);
    replies.granted(new InetSocketAddress(found.getNow().getFirst(), 0), reply);
    Farewell.say(client, reply);
  }

  /** Tor's RESOLVE_PTR, likewise with the name. */
  void reverse(ChannelHandlerContext ctx, Step.Reverse reverse, ByteBuf surplus) {
    var client = ctx.channel();
    entrance.handOver(
        ctx,
        reverse.caller(),
        List.of(surplus),
        origin ->
            entrance
                .sessions()
                .reverse(
                    entrance.inbound(),
                    Flow.open(Network.TCP, origin, reverse.address()),
                    client.eventLoop())
                .addListener(
                    (Future<String> found) ->
                        onLoop(client, () -> reversed(client, reverse.replies(), found))));
  }

  private static void reversed(Channel client, ReplyForm replies, Future<String> found) {
    if (!found.isSuccess()) {
      failed(client, replies, found.cause());
      return;
    }
    var reply = client.alloc().buffer(32);
    try {
      var name = new SocksAddress.Name(found.getNow(), 0);
      new Socks5Reply(Socks5Reply.SUCCEEDED, name).emit(reply);
      Farewell.say(client, reply);
    } catch (IllegalArgumentException e) {
      // DNS holds names that SOCKS does not.
      reply.release();
      failed(client, replies, e);
    }
  }

  private static void failed(Channel client, ReplyForm replies, Throwable cause) {
    new ClientAnswer(client, replies)
        .failed(
            cause instanceof ConnectFailure failure
                ? failure
                : new ConnectFailure(ConnectFailure.Reason.GENERAL, "the lookup broke", cause));
  }

  private static void onLoop(Channel client, Runnable task) {
    if (client.eventLoop().inEventLoop()) {
      task.run();
    } else {
      client.eventLoop().execute(task);
    }
  }

  static ConnectFailure unsupported(String why) {
    return new ConnectFailure(ConnectFailure.Reason.UNSUPPORTED, why);
  }
}
