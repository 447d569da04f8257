// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Inbound;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Tagged;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The inbounds of this moment. They come and go without the commands noticing. */
@Component(service = Inbounds.class)
public final class Inbounds {

  // Not final: a dynamic reference has no constructor form.
  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile List<Inbound> inbounds = List.of();

  /** For declarative services. */
  @Activate
  public Inbounds() {}

  /** These, for good. */
  public Inbounds(List<Inbound> inbounds) {
    this.inbounds = List.copyOf(inbounds);
  }

  /** All, by tag. */
  public List<Inbound> all() {
    return inbounds.stream().sorted(Comparator.comparing(Inbound::tag)).toList();
  }

  /** The one with a tag. */
  public Optional<Inbound> find(String tag) {
    return inbounds.stream().filter(one -> one.tag().equals(tag)).findFirst();
  }

  /**
   * The one with a tag.
   *
   * @throws CommandFailure if there is none
   */
  public Inbound get(String tag) throws CommandFailure {
    return Tagged.of("inbound", inbounds, Inbound::tag).get(tag);
  }
}
