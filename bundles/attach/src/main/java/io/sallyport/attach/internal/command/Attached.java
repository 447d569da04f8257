// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.attach.internal.life.Guards;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Tagged;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Nftables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What is attached, and what is left of what was. */
@Component(service = Attached.class)
public final class Attached {

  private final List<InterfaceInbound> inbounds = new CopyOnWriteArrayList<>();
  private final Nftables nft = new Nftables();

  /** Ready at once. */
  @Activate
  public Attached() {}

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void add(InterfaceInbound inbound) {
    inbounds.add(inbound);
  }

  void remove(InterfaceInbound inbound) {
    inbounds.remove(inbound);
  }

  /** All, by interface. */
  public List<InterfaceInbound> all() {
    return inbounds.stream()
        .sorted(Comparator.comparing(inbound -> inbound.settings().interfaceName()))
        .toList();
  }

  /**
   * The attachment of an interface, by the interface's name or by its tag; null if there is none.
   */
  public @Nullable InterfaceInbound find(String name) {
    return inbounds.stream()
        .filter(
            inbound ->
                inbound.settings().interfaceName().equals(name) || inbound.tag().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The same, for a command that needs one. */
  InterfaceInbound get(String name) throws CommandFailure {
    var found = find(name);
    return found != null
        ? found
        : Tagged.of("attached interface", inbounds, one -> one.settings().interfaceName())
            .get(name);
  }

  /** Interfaces whose guard stands although nothing of this instance attaches them. */
  List<String> orphans() throws CommandException {
    var orphans = new ArrayList<>(Guards.standing(nft));
    inbounds.forEach(inbound -> orphans.remove(inbound.settings().interfaceName()));
    return List.copyOf(orphans);
  }

  /** Who writes rules. */
  Nftables nft() {
    return nft;
  }
}
