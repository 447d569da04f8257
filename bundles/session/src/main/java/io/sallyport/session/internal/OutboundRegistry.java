// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Outbound;
import io.sallyport.api.Sessions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;

/**
 * The outbounds by tag. Writers are serialised; readers see an immutable map. Of several services
 * with one tag the highest in service order counts.
 */
final class OutboundRegistry {

  private final Map<ServiceReference<Outbound>, Outbound> services = new HashMap<>();
  private volatile Map<String, Sessions.Registered> byTag = Map.of();

  Map<String, Sessions.Registered> all() {
    return byTag;
  }

  static ConnectFailure absent(String tag) {
    return new ConnectFailure(
        ConnectFailure.Reason.OUTBOUND_UNAVAILABLE, "no outbound " + tag + " is there");
  }

  synchronized void put(ServiceReference<Outbound> reference, Outbound outbound) {
    services.put(reference, outbound);
    publish();
  }

  synchronized void remove(ServiceReference<Outbound> reference) {
    services.remove(reference);
    publish();
  }

  private void publish() {
    var next = new TreeMap<String, Sessions.Registered>();
    services.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              if (entry.getKey().getProperty(Outbound.TAG) instanceof String tag) {
                next.put(tag, describe(tag, entry.getKey(), entry.getValue()));
              }
            });
    byTag = java.util.Collections.unmodifiableMap(next);
  }

  private static Sessions.Registered describe(
      String tag, ServiceReference<Outbound> reference, Outbound outbound) {
    var file = reference.getProperty("sallyport.file");
    return new Sessions.Registered(
        tag,
        String.valueOf(reference.getProperty(Outbound.TYPE)),
        networks(reference.getProperty(Outbound.NETWORK)).contains("udp"),
        provider(reference),
        file instanceof String path ? path : null,
        outbound);
  }

  /** The bundle that an outbound comes from, and its version. */
  static String provider(ServiceReference<Outbound> reference) {
    var bundle = reference.getBundle();
    return bundle == null ? "?" : bundle.getSymbolicName() + " " + bundle.getVersion();
  }

  private static List<String> networks(@Nullable Object property) {
    return switch (property) {
      case String one -> List.of(one);
      case String[] many -> Arrays.asList(many);
      case null, default -> List.of("tcp");
    };
  }
}
