// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.dns.internal.config.FakeIpSpec;
import io.sallyport.dns.internal.fakeip.FakeIpPool;
import io.sallyport.dns.internal.wire.Answer;
import io.sallyport.dns.internal.wire.Question;
import io.sallyport.dns.internal.wire.Records;
import java.net.InetAddress;
import java.util.List;

/** Gives every host name an address of its own; other types have no data. */
public record FakeIpServer(FakeIpPool pool, FakeIpSpec spec, Counters counters)
    implements DnsServer {

  private static final int NXDOMAIN = 3;

  @Override
  public boolean isCacheable() {
    return false;
  }

  @Override
  public Future<Answer> ask(Ask ask, EventLoop loop) {
    var question = ask.question();
    if (!question.wantsAddress()) {
      return loop.newSucceededFuture(Answer.empty(0, 0));
    }
    if (!question.isHostName()) {
      return loop.newSucceededFuture(Answer.empty(NXDOMAIN, 0));
    }
    boolean ipv4 = question.type() == Question.A;
    if ((ipv4 ? spec.inet4() : spec.inet6()) == null) {
      return loop.newSucceededFuture(Answer.empty(0, 0));
    }
    Promise<Answer> done = loop.newPromise();
    pool.lease(
        question.name(),
        spec,
        offset -> {
          InetAddress address = offset < 0 ? null : ipv4 ? pool.inet4(offset) : pool.inet6(offset);
          if (address == null) {
            counters.add(Counters.Count.FAKEIP_EXHAUSTED);
            done.tryFailure(
                new ConnectFailure(ConnectFailure.Reason.LIMIT, "no fake address is left"));
          } else {
            counters.add(Counters.Count.FAKEIP);
            done.trySuccess(Records.addresses(List.of(address), spec.ttl(), 0));
          }
        });
    return done;
  }
}
