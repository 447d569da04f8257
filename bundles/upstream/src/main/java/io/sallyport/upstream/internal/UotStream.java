// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.sockscodec.Socks5Request;
import io.sallyport.sockscodec.SocksAddress;

/**
 * sing's UDP over TCP, version 2 (SagerNet/sing, {@code common/uot}): a stream to a name that does
 * not exist, by which the server knows that datagrams are in it.
 */
final class UotStream {

  /** The name that stands for version 2. */
  static final SocksAddress MAGIC = new SocksAddress.Name("sp.v2.udp-over-tcp.arpa", 0);

  private UotStream() {}

  static Future<Channel> open(SocksServer server, Upstream upstream, Flow flow, EventLoop loop)
      throws ConnectFailure {
    var first = server.address(flow.destination());
    Promise<Channel> promise = loop.newPromise();
    var request = new Socks5Request(Socks5Request.CONNECT, MAGIC);
    Future<Channel> asking =
        upstream.ask(flow, _ -> new Socks5Command(server.endpoint(), request), loop);
    promise.addListener(
        (Future<Channel> done) -> {
          if (!done.isSuccess()) {
            asking.cancel(false);
          }
        });
    asking.addListener(
        (Future<Channel> asked) -> {
          if (!asked.isSuccess()) {
            promise.tryFailure(asked.cause());
            return;
          }
          var channel = asked.getNow();
          channel.pipeline().addLast(new UotEncoder(first), new UotDecoder());
          if (!promise.trySuccess(channel)) {
            channel.close();
          }
        });
    return promise;
  }
}
