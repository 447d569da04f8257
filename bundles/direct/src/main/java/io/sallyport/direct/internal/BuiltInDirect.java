// SPDX-License-Identifier: Apache-2.0
package io.sallyport.direct.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.Listening;
import io.sallyport.api.Outbound;
import io.sallyport.api.Transport;
import java.net.InetAddress;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code direct}: from this machine, without options; exists without a file. */
@Component(
    service = Outbound.class,
    property = {
      Outbound.TAG + "=direct",
      Outbound.TYPE + "=direct",
      Outbound.NETWORK + "=tcp",
      Outbound.NETWORK + "=udp"
    })
public final class BuiltInDirect implements Outbound {

  private final Transport transport;

  @Activate
  public BuiltInDirect(@Reference Transport transport) {
    this.transport = transport;
  }

  @Override
  public Future<Channel> connect(Flow flow, EventLoop loop) {
    return transport.connect(flow, DialOptions.DEFAULT, loop);
  }

  @Override
  public Future<Channel> associate(Flow flow, EventLoop loop) {
    return transport.datagrams(flow, DialOptions.DEFAULT, loop);
  }

  @Override
  public Future<Listening> listen(Flow flow, EventLoop loop) {
    return new DirectPeer(transport, DialOptions.DEFAULT, loop).await(flow);
  }

  @Override
  public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    return transport.resolve(name, family, loop);
  }

  @Override
  public Future<String> reverse(InetAddress address, EventLoop loop) {
    return transport.reverse(address, loop);
  }
}
