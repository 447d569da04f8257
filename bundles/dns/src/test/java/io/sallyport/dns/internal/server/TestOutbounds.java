// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.sallyport.api.Outbound;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.osgi.framework.ServiceReference;

/** Outbounds as the framework would bind them. */
public final class TestOutbounds {

  private static long ids;

  private final Outbounds outbounds = new Outbounds();

  /** None yet. */
  public TestOutbounds() {}

  public Outbounds outbounds() {
    return outbounds;
  }

  /** Registers an outbound. */
  public TestOutbounds put(String tag, String type, Outbound outbound, String... networks) {
    outbounds.addOutbound(
        reference(
            Map.of(
                Outbound.TAG, tag,
                Outbound.TYPE, type,
                Outbound.NETWORK, networks)),
        outbound);
    return this;
  }

  @SuppressWarnings("unchecked") // a proxy has no type arguments
  private static synchronized ServiceReference<Outbound> reference(Map<String, Object> properties) {
    long id = ids++;
    return (ServiceReference<Outbound>)
        Proxy.newProxyInstance(
            TestOutbounds.class.getClassLoader(),
            new Class<?>[] {ServiceReference.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getProperty" -> properties.get((String) arguments[0]);
                  case "compareTo", "hashCode" -> (int) id;
                  case "equals" -> proxy == arguments[0];
                  default -> null;
                });
  }
}
