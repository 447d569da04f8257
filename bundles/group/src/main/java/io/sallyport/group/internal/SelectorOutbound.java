// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** {@code selector}: the member that was chosen by hand. */
@Component(
    service = Outbound.class,
    configurationPid = Outbound.PID_PREFIX + "selector",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=selector", Outbound.NETWORK + "=tcp", Outbound.NETWORK + "=udp"})
public final class SelectorOutbound extends Group {

  /** For declarative services. */
  @Activate
  public SelectorOutbound(@Reference GroupServices services, Map<String, Object> properties)
      throws ConfigException {
    super(Kind.SELECTOR, services.surroundings(), properties);
  }
}
