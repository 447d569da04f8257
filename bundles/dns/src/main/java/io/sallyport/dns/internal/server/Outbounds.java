// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.sallyport.api.Outbound;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The outbounds by tag. Not asked of the session manager, which needs our name map and would make a
 * circle. Of several services with one tag the highest in service order counts.
 */
@Component(service = Outbounds.class)
public final class Outbounds {

  /**
   * An outbound.
   *
   * @param type such as {@code direct}
   * @param udp whether it carries datagrams
   */
  public record Way(String type, boolean udp, Outbound outbound) {}

  private final Map<ServiceReference<Outbound>, Outbound> services = new HashMap<>();
  private volatile Map<String, Way> byTag = Map.of();

  /** The outbound of a tag now; null if there is none. */
  public @Nullable Way find(String tag) {
    return byTag.get(tag);
  }

  @Reference(
      service = Outbound.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "updatedOutbound")
  synchronized void addOutbound(ServiceReference<Outbound> reference, Outbound outbound) {
    services.put(reference, outbound);
    publish();
  }

  synchronized void updatedOutbound(ServiceReference<Outbound> reference, Outbound outbound) {
    services.put(reference, outbound);
    publish();
  }

  synchronized void removeOutbound(ServiceReference<Outbound> reference) {
    services.remove(reference);
    publish();
  }

  private void publish() {
    var next = new HashMap<String, Way>();
    services.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              if (entry.getKey().getProperty(Outbound.TAG) instanceof String tag) {
                next.put(
                    tag,
                    new Way(
                        String.valueOf(entry.getKey().getProperty(Outbound.TYPE)),
                        networks(entry.getKey().getProperty(Outbound.NETWORK)).contains("udp"),
                        entry.getValue()));
              }
            });
    byTag = Map.copyOf(next);
  }

  private static List<String> networks(@Nullable Object property) {
    return switch (property) {
      case String one -> List.of(one);
      case String[] many -> Arrays.asList(many);
      case null, default -> List.of("tcp");
    };
  }
}
