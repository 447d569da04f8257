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
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Settings;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/** Goes out from this machine, as the dial fields of its file say. */
@Component(
    service = Outbound.class,
    configurationPid = DirectSchema.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=direct", Outbound.NETWORK + "=tcp", Outbound.NETWORK + "=udp"})
public final class DirectOutbound implements Outbound {

  private final Transport transport;
  private volatile DialOptions options;

  @Activate
  public DirectOutbound(@Reference Transport transport, Map<String, Object> properties)
      throws ConfigException {
    this.transport = transport;
    this.options = read(properties);
  }

  /** Flows that are already connecting keep the options that they began with. */
  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    options = read(properties);
  }

  private static DialOptions read(Map<String, Object> properties) throws ConfigException {
    return DialOptions.of(Settings.of(DialOptions.KEYS, properties));
  }

  @Override
  public Future<Channel> connect(Flow flow, EventLoop loop) {
    return transport.connect(flow, options, loop);
  }

  @Override
  public Future<Channel> associate(Flow flow, EventLoop loop) {
    return transport.datagrams(flow, options, loop);
  }

  @Override
  public Future<Listening> listen(Flow flow, EventLoop loop) {
    return new DirectPeer(transport, options, loop).await(flow);
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
