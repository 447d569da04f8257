// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.attach.internal.entry.DnsStreams;
import io.sallyport.attach.internal.entry.Entrance;
import io.sallyport.attach.internal.flow.FlowCounters;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.attach.internal.tproxy.Families;
import io.sallyport.linux.Nftables;
import io.sallyport.linux.Routing;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.osgi.service.log.Logger;

/** Puts the parts of an attachment together. */
public final class AttachmentFactory {

  private AttachmentFactory() {}

  /** The entrance of an inbound. */
  public static Entrance entrance(
      InterfaceInbound inbound, Sessions sessions, LinkWatch links, FlowCounters counters) {
    return new Entrance(
        inbound, sessions, inbound::settings, inbound::resolver, links::isOwn, counters);
  }

  /** An attachment in the network namespace of this process, not yet begun. */
  public static Attachment attachment(
      Transport transport,
      Entrance entrance,
      DnsStreams dnsStreams,
      LinkWatch links,
      Supplier<InterfaceSettings> settings,
      Logger log) {
    var made = new AtomicReference<Attachment>();
    var context =
        new CaptureContext(
            transport,
            entrance,
            dnsStreams,
            () -> made.get() instanceof Attachment attachment && attachment.guarded(),
            log);
    var locks = new Locks(new Nftables(), new Routing(), links, Families.present());
    made.set(new Attachment(context, settings, links, locks));
    return made.get();
  }
}
