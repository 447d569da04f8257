// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Outbound;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/**
 * Goes by an upstream SOCKS server. What of {@code tcp} and {@code udp} it carries is set for it by
 * {@link SocksSchema#serviceProperties}.
 */
@Component(
    service = Outbound.class,
    configurationPid = SocksSchema.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=socks", Outbound.NETWORK + "=tcp"})
public final class SocksOutbound extends UpstreamOutbound<SocksServer> {

  private final Transport transport;
  private final Detours detours;

  /** For declarative services. */
  @Activate
  public SocksOutbound(
      @Reference Transport transport,
      @Reference OutboundDetours detours,
      Map<String, Object> properties)
      throws ConfigException {
    this(transport, (Detours) detours, properties);
  }

  SocksOutbound(Transport transport, Detours detours, Map<String, Object> properties)
      throws ConfigException {
    super(transport, detours, SocksServer::of, properties);
    this.transport = transport;
    this.detours = detours;
  }

  @Override
  Request request(SocksServer server, Flow flow) throws ConnectFailure {
    require(server, Network.TCP);
    return server.connect(flow);
  }

  @Override
  public Future<Channel> associate(Flow flow, EventLoop loop) {
    var now = now();
    try {
      require(now.server(), Network.UDP);
      return now.server().udpOverTcp()
          ? UotStream.open(now.server(), now.upstream(), flow, loop)
          : new UdpAssociation(now.server(), now.upstream(), transport, detours, flow, loop).open();
    } catch (ConnectFailure e) {
      return loop.newFailedFuture(e);
    }
  }

  private static void require(SocksServer server, Network network) throws ConnectFailure {
    if (!server.networks().contains(network)) {
      throw server.endpoint().failure(Reason.UNSUPPORTED, "is not used for " + network);
    }
  }
}
