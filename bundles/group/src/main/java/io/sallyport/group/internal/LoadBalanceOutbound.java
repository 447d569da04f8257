// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** {@code loadbalance}: all members, by a strategy. */
@Component(
    service = Outbound.class,
    configurationPid = Outbound.PID_PREFIX + "loadbalance",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      Outbound.TYPE + "=loadbalance",
      Outbound.NETWORK + "=tcp",
      Outbound.NETWORK + "=udp"
    })
public final class LoadBalanceOutbound extends Group {

  /** For declarative services. */
  @Activate
  public LoadBalanceOutbound(@Reference GroupServices services, Map<String, Object> properties)
      throws ConfigException {
    super(Kind.LOADBALANCE, services.surroundings(), properties);
  }
}
