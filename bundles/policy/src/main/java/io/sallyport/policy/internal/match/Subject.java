// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Question;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What conditions look at: a question with its destination as earlier rules have made it. Scratch
 * of one decision; one thread only.
 */
public final class Subject {

  private static final Ip[] NONE = {};

  private final Flow flow;
  private final @Nullable Sniffed sniffed;
  private final Destination destination;
  private final List<InetAddress> resolved;
  private final @Nullable String name;
  private Ip @Nullable [] targets;
  private Ip @Nullable [] sources;

  private Subject(
      Flow flow, @Nullable Sniffed sniffed, Destination destination, List<InetAddress> resolved) {
    this.flow = flow;
    this.sniffed = sniffed;
    this.destination = destination;
    this.resolved = resolved;
    this.name = name(sniffed, destination);
  }

  /** What a question is about. */
  public static Subject of(Question question) {
    return new Subject(
        question.flow(),
        question.sniffed(),
        question.options().apply(question.flow().destination()),
        question.resolved());
  }

  /** The same flow on its way to another host or port. */
  public Subject to(Destination other) {
    boolean sameHost = other.host().equals(destination.host());
    return new Subject(flow, sniffed, other, sameHost ? resolved : List.of());
  }

  // A sniffed domain goes before the destination's name, as in sing-box. Dots at the end and
  // capitals in what a client sent must not lead past a rule.
  private static @Nullable String name(@Nullable Sniffed sniffed, Destination destination) {
    String found = sniffed == null ? null : sniffed.domain();
    if (found == null || found.isEmpty()) {
      found = destination instanceof Destination.Name named ? named.host() : null;
    }
    if (found == null) {
      return null;
    }
    int end = found.length();
    while (end > 0 && found.charAt(end - 1) == '.') {
      end--;
    }
    return end == 0 ? null : found.substring(0, end).toLowerCase(Locale.ROOT);
  }

  /** The name that domain fields see; null if there is none. */
  public @Nullable String name() {
    return name;
  }

  /** Where the flow goes as things stand. */
  public Destination destination() {
    return destination;
  }

  /** TCP or UDP. */
  public Network network() {
    return flow.network();
  }

  /** Where the flow comes from. */
  public Origin origin() {
    return flow.origin();
  }

  /** What sniffing has recognised; null if nothing. */
  public Sniffed.@Nullable Protocol protocol() {
    return sniffed == null ? null : sniffed.protocol();
  }

  /** Whether sniffing has recognised something. */
  public boolean recognised() {
    return protocol() != null;
  }

  /** Port of one end. */
  public int port(Side side) {
    return side == Side.SOURCE ? origin().source().getPort() : destination.port();
  }

  /** The client's address, or the destination's, or those that its name was resolved to. */
  public Ip[] addresses(Side side) {
    if (side == Side.SOURCE) {
      if (sources == null) {
        InetAddress address = origin().source().getAddress();
        sources = address == null ? NONE : new Ip[] {Ip.of(address)};
      }
      return sources;
    }
    if (targets == null) {
      targets =
          destination instanceof Destination.Address address
              ? new Ip[] {Ip.of(address.ip())}
              : resolvedTargets();
    }
    return targets;
  }

  private Ip[] resolvedTargets() {
    if (resolved.isEmpty()) {
      return NONE;
    }
    var ips = new Ip[resolved.size()];
    for (int i = 0; i < ips.length; i++) {
      ips[i] = Ip.of(resolved.get(i));
    }
    return ips;
  }
}
