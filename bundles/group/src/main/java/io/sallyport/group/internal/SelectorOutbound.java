// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** {@code selector}: the member that was chosen by hand. */
@Component(
    service = Outbound.class,
    configurationPid = Outbound.PID_PREFIX + "selector",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=selector", Outbound.NETWORK + "=tcp", Outbound.NETWORK + "=udp"})
public final class SelectorOutbound extends Group {

  /** For declarative services. */
  @Activate
  public SelectorOutbound(
      @Reference(service = Sessions.class) ComponentServiceObjects<Sessions> sessions,
      @Reference Transport transport,
      @Reference SelectionStore selections,
      @Reference(service = LoggerFactory.class) Logger log,
      Map<String, Object> properties)
      throws ConfigException {
    super(Kind.SELECTOR, Surroundings.of(sessions, transport, selections, log), properties);
  }

  /** Live streams stay; flows that are already connecting keep the members they began with. */
  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    reconfigure(properties);
  }

  @Deactivate
  void deactivate() {
    stop();
  }
}
