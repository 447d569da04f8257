// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
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

/** Goes by an upstream HTTP proxy that does CONNECT. */
@Component(
    service = Outbound.class,
    configurationPid = HttpSchema.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=http", Outbound.NETWORK + "=tcp"})
public final class HttpOutbound implements Outbound {

  private final UpstreamFace<HttpServer> face;

  @Activate
  public HttpOutbound(
      @Reference Transport transport,
      @Reference OutboundDetours detours,
      Map<String, Object> properties)
      throws ConfigException {
    this(transport, (Detours) detours, properties);
  }

  HttpOutbound(Transport transport, Detours detours, Map<String, Object> properties)
      throws ConfigException {
    this.face = new UpstreamFace<>(transport, detours, HttpServer.of(properties));
  }

  /** Flows that are already connecting keep the server that they began with. */
  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    face.change(HttpServer.of(properties));
  }

  @Deactivate
  void deactivate() {
    face.close();
  }

  @Override
  public Future<Channel> connect(Flow flow, EventLoop loop) {
    var now = face.now();
    try {
      return now.upstream().ask(flow, now.server().connect(flow), loop);
    } catch (ConnectFailure e) {
      return loop.newFailedFuture(e);
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
