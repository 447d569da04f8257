// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Availability;
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
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
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
public final class SocksOutbound implements Outbound {

  private final UpstreamFace<SocksServer> face;
  private final Transport transport;
  private final Detours detours;

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
    this.transport = transport;
    this.detours = detours;
    this.face = new UpstreamFace<>(transport, detours, SocksServer.of(properties));
  }

  /** Flows that are already connecting keep the server that they began with. */
  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    face.change(SocksServer.of(properties));
  }

  @Deactivate
  void deactivate() {
    face.close();
  }

  @Override
  public Future<Channel> connect(Flow flow, EventLoop loop) {
    var now = face.now();
    try {
      require(now.server(), Network.TCP);
      return now.upstream().ask(flow, now.server().connect(flow), loop);
    } catch (ConnectFailure e) {
      return loop.newFailedFuture(e);
    }
  }

  @Override
  public Future<Channel> associate(Flow flow, EventLoop loop) {
    var now = face.now();
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

  @Override
  public Map<String, Long> counters() {
    return face.counters();
  }

  @Override
  public Availability availability() {
    return face.availability();
  }
}
