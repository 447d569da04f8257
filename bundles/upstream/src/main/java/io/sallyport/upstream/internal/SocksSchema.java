// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.Network;
import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.FixedSchema;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.outbound.socks~TAG.cfg.json}. */
@Component(service = Schema.class)
public final class SocksSchema extends FixedSchema {

  static final String PID = Outbound.PID_PREFIX + "socks";

  /** For declarative services. */
  public SocksSchema() {
    super(PID, "An outbound that goes by another proxy's SOCKS port.", SocksServer.KEYS);
  }

  @Override
  public void check(Settings settings) throws ConfigException {
    SocksServer.check(settings);
  }

  @Override
  public List<Reference> references(Settings settings) {
    return Endpoint.references(settings);
  }

  /** What the outbound carries depends on {@code network} and {@code version}. */
  @Override
  public Map<String, Object> serviceProperties(Settings settings) throws ConfigException {
    var networks = SocksServer.networks(settings, SocksServer.check(settings));
    return Map.of(Outbound.NETWORK, networks.stream().map(Network::label).toArray(String[]::new));
  }
}
