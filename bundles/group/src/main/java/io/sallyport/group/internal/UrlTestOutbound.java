// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** {@code urltest}: the member with the least delay. */
@Component(
    service = Outbound.class,
    configurationPid = Outbound.PID_PREFIX + "urltest",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=urltest", Outbound.NETWORK + "=tcp", Outbound.NETWORK + "=udp"})
public final class UrlTestOutbound extends Group {

  /** For declarative services. */
  @Activate
  public UrlTestOutbound(@Reference GroupServices services, Map<String, Object> properties)
      throws ConfigException {
    super(Kind.URLTEST, services.surroundings(), properties);
  }
}
