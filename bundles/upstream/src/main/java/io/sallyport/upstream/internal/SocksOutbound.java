// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/** Goes by an upstream SOCKS server. */
@Component(
    service = Outbound.class,
    configurationPid = SocksSchema.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=socks", Outbound.NETWORK + "=tcp"})
public final class SocksOutbound implements Outbound {

  private final UpstreamDialer dialer;
  private volatile SocksServer server;

  @Activate
  public SocksOutbound(@Reference Transport transport, Map<String, Object> properties)
      throws ConfigException {
    this.dialer = new UpstreamDialer(transport);
    this.server = SocksServer.of(properties);
  }

  /** Flows that are already connecting keep the server that they began with. */
  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    server = SocksServer.of(properties);
  }

  @Override
  public Future<Channel> connect(Flow flow, EventLoop loop) {
    var now = server;
    try {
      return dialer.connect(now.endpoint(), now.handshake(flow), loop);
    } catch (ConnectFailure e) {
      return loop.newFailedFuture(e);
    }
  }
}
