// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** {@code fallback}: the first member that works. */
@Component(
    service = Outbound.class,
    configurationPid = Outbound.PID_PREFIX + "fallback",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=fallback", Outbound.NETWORK + "=tcp", Outbound.NETWORK + "=udp"})
public final class FallbackOutbound extends Group {

  /** For declarative services. */
  @Activate
  public FallbackOutbound(@Reference GroupServices services, Map<String, Object> properties)
      throws ConfigException {
    super(Kind.FALLBACK, services.surroundings(), properties);
  }
}
