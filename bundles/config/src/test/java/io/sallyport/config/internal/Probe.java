// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A component that shows what it is configured with; runs in a bundle of its own. */
public final class Probe implements Supplier<String> {

  static final String DESCRIPTION =
      """
      <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="probe" init="1"
          configuration-pid="io.sallyport.outbound.probe" configuration-policy="require">
        <service><provide interface="java.util.function.Supplier"/></service>
        <implementation class="io.sallyport.config.internal.Probe"/>
      </scr:component>
      """;

  private final Map<String, Object> properties;

  /** Keeps what declarative services hand over. */
  public Probe(Map<String, Object> properties) {
    this.properties = new TreeMap<>(properties);
  }

  @Override
  public String get() {
    return properties.toString();
  }

  @Override
  public String toString() {
    return get();
  }
}
