// SPDX-License-Identifier: Apache-2.0
package io.sallyport.direct.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Listening;
import io.sallyport.api.Outbound;
import java.net.InetAddress;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code block}: lets nothing out; a policy's {@code final} for "all that no rule allows". */
@Component(
    service = Outbound.class,
    property = {
      Outbound.TAG + "=block",
      Outbound.TYPE + "=block",
      Outbound.NETWORK + "=tcp",
      Outbound.NETWORK + "=udp"
    })
public final class BlockOutbound implements Outbound {

  @Override
  public Future<Channel> connect(Flow flow, EventLoop loop) {
    return loop.newFailedFuture(refusal());
  }

  @Override
  public Future<Channel> associate(Flow flow, EventLoop loop) {
    return connect(flow, loop);
  }

  @Override
  public Future<Listening> listen(Flow flow, EventLoop loop) {
    return loop.newFailedFuture(refusal());
  }

  @Override
  public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    return loop.newFailedFuture(refusal());
  }

  @Override
  public Future<String> reverse(InetAddress address, EventLoop loop) {
    return loop.newFailedFuture(refusal());
  }

  private static ConnectFailure refusal() {
    return new ConnectFailure(
        ConnectFailure.Reason.REJECTED, "the outbound block lets nothing out");
  }
}
