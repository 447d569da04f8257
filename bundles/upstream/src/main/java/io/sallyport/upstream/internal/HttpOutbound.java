// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Goes by an upstream HTTP proxy that does CONNECT. */
@Component(
    service = Outbound.class,
    configurationPid = HttpSchema.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=http", Outbound.NETWORK + "=tcp"})
public final class HttpOutbound extends UpstreamOutbound<HttpServer> {

  /** For declarative services. */
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
    super(transport, detours, HttpServer::of, properties);
  }

  @Override
  Request request(HttpServer server, Flow flow) throws ConnectFailure {
    return server.connect(flow);
  }
}
