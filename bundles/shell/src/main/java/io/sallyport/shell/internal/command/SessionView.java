// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.netty.util.NetUtil;
import io.sallyport.api.Session;
import io.sallyport.api.Sniffed;
import io.sallyport.command.Json;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session at one moment: what it counts goes on counting while a list is sorted and shown.
 *
 * @param age since it was accepted
 */
record SessionView(Session session, Duration age, Duration idle, long up, long down) {

  static SessionView of(Session session, InstantSource clock) {
    return new SessionView(
        session,
        Duration.between(session.started(), clock.instant()),
        session.idle(),
        session.up(),
        session.down());
  }

  long id() {
    return session.flow().id();
  }

  String inbound() {
    return session.flow().origin().inbound();
  }

  /** Where the client is; null for one without an address. */
  @Nullable String source() {
    InetSocketAddress source = session.flow().origin().source();
    return source.isUnresolved() ? null : NetUtil.toSocketAddressString(source);
  }

  Json json() {
    var flow = session.flow();
    Sniffed sniffed = session.sniffed();
    return new Json()
        .put("id", id())
        .put("state", session.state().label())
        .put("network", flow.network().label())
        .put("inbound", inbound())
        .put("inbound_type", flow.origin().inboundType())
        .put("interface", flow.origin().interfaceName())
        .put("source", source())
        .put("user", flow.origin().user())
        .put("destination", flow.destination().toString())
        .put("outbound", session.outbound())
        .put("rule", session.rule())
        .put(
            "sniffed_protocol",
            sniffed == null || sniffed.protocol() == null ? null : sniffed.protocol().label())
        .put("sniffed_domain", sniffed == null ? null : sniffed.domain())
        .put("started", session.started().toString())
        .put("age_seconds", age)
        .put("idle_seconds", idle)
        .put("up_bytes", up)
        .put("down_bytes", down)
        .put("up_packets", session.upPackets())
        .put("down_packets", session.downPackets())
        .put("connected_seconds", connectedSeconds());
  }

  private @Nullable Double connectedSeconds() {
    return session.connected() instanceof Duration time
        ? TimeUnit.NANOSECONDS.toMicros(time.toNanos()) / 1e6
        : null;
  }
}
