// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Isolation;
import io.sallyport.api.Outbound;
import io.sallyport.dns.internal.wire.Answer;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Names as an outbound resolves them at its far end (Tor's RESOLVE). */
record ByOutboundServer(Ground ground, String tag) implements DnsServer {

  private record Far(Outbound outbound, Isolation isolation) implements Resolved.Resolver {

    @Override
    public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
      return outbound.resolve(name, family, isolation, loop);
    }

    @Override
    public Future<String> reverse(InetAddress address, EventLoop loop) {
      return outbound.reverse(address, isolation, loop);
    }
  }

  @Override
  public Future<Answer> ask(Ask ask, EventLoop loop) {
    try {
      var far = new Far(ground.way(tag).outbound(), ground.isolation());
      return inTime(Resolved.ask(far, ask.question(), ground.forbidden(), loop), ground, loop);
    } catch (ConnectFailure e) {
      return loop.newFailedFuture(e);
    }
  }

  /** An outbound's future may come on another thread, or not in our time. */
  static Future<Answer> inTime(Future<Answer> asked, Ground ground, EventLoop loop) {
    Promise<Answer> done = loop.newPromise();
    var timer =
        loop.schedule(
            () ->
                done.tryFailure(
                    new ConnectFailure(ConnectFailure.Reason.TIMEOUT, "no answer in time")),
            ground.timeout().toMillis(),
            TimeUnit.MILLISECONDS);
    done.addListener(_ -> timer.cancel(false));
    Ground.pass(asked, done);
    return done;
  }
}
