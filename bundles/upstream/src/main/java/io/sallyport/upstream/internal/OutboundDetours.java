// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.Outbound;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The outbounds of the service registry, by tag.
 *
 * <p>It takes service references, not services: an outbound that needs this component must not be
 * needed to make it. The service is fetched by whoever asks for it.
 */
@Component(service = OutboundDetours.class)
public final class OutboundDetours implements Detours {

  private final BundleContext context;
  private final Set<ServiceReference<Outbound>> references = ConcurrentHashMap.newKeySet();
  private final Map<ServiceReference<Outbound>, Outbound> fetched = new ConcurrentHashMap<>();

  @Activate
  public OutboundDetours(BundleContext context) {
    this.context = context;
  }

  @Reference(
      service = Outbound.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindOutbound(ServiceReference<Outbound> reference) {
    references.add(reference);
  }

  void unbindOutbound(ServiceReference<Outbound> reference) {
    references.remove(reference);
    if (fetched.remove(reference) != null) {
      context.ungetService(reference);
    }
  }

  @Override
  public @Nullable Outbound find(String tag) {
    return references.stream()
        .filter(reference -> tag.equals(reference.getProperty(Outbound.TAG)))
        .max(Comparator.naturalOrder())
        .map(this::fetch)
        .orElse(null);
  }

  private @Nullable Outbound fetch(ServiceReference<Outbound> reference) {
    Outbound known = fetched.get(reference);
    if (known != null) {
      return known;
    }
    Outbound outbound = context.getService(reference);
    if (outbound != null && fetched.putIfAbsent(reference, outbound) != null) {
      context.ungetService(reference);
    }
    return outbound;
  }
}
