// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.entry;

import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Question;
import io.sallyport.api.Sessions;
import io.sallyport.api.Sniffed;
import io.sallyport.attach.internal.flow.FlowClassifier;
import io.sallyport.attach.internal.flow.FlowCounters;
import io.sallyport.attach.internal.flow.Verdict;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.dns.DnsResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every way of capturing needs to make sessions of flows. Any thread.
 *
 * @param settings the generation in force
 * @param resolver who answers DNS; null while nobody does
 * @param own whether an address is this machine's
 */
public record Entrance(
    Inbound inbound,
    Sessions sessions,
    Supplier<InterfaceSettings> settings,
    Supplier<@Nullable DnsResolver> resolver,
    Predicate<InetAddress> own,
    FlowCounters counters) {

  private static final int DNS = 53;

  /** As many rules that are not final as a policy may have before it counts as endless. */
  private static final int MAX_STEPS = 1000;

  /** Where a client's flows come from. */
  public Origin origin(InetSocketAddress source) {
    var now = settings.get();
    return new Origin(now.tag(), inbound.type(), now.interfaceName(), source, null);
  }

  /** The flow of a client, not yet shown to anybody. */
  public Flow flow(Network network, InetSocketAddress source, InetSocketAddress destination) {
    return Flow.open(network, origin(source), destination(destination));
  }

  /** An address of a socket as a destination. */
  public static Destination destination(InetSocketAddress address) {
    return Destination.of(address.getAddress().getAddress(), address.getPort());
  }

  /** Whether a flow may be served at all; counted if not. */
  public Verdict classify(InetSocketAddress destination) {
    var verdict = new FlowClassifier(own, this::forgotten).classify(destination);
    counters.refused(verdict);
    return verdict;
  }

  private boolean forgotten(InetAddress ip) {
    return resolver.get() instanceof DnsResolver dns
        && dns.isFake(ip)
        && sessions
                .named(
                    flow(Network.TCP, new InetSocketAddress(ip, 1), new InetSocketAddress(ip, 1)))
                .destination()
            instanceof Destination.Address;
  }

  /**
   * The resolver, if the policy hijacks this flow; else null. What goes to port 53 counts as DNS
   * where a rule wants to sniff first.
   */
  public @Nullable DnsResolver hijacker(Flow flow) {
    var now = settings.get();
    if (!now.hijacksDns() || !(resolver.get() instanceof DnsResolver dns)) {
      return null;
    }
    var question = Question.about(sessions.named(flow));
    for (int i = 0; i < MAX_STEPS; i++) {
      switch (now.policy().decide(question)) {
        case Decision.HijackDns _ -> {
          return dns;
        }
        case Decision.Sniff sniff when flow.destination().port() == DNS ->
            question = question.sniffed(new Sniffed(Sniffed.Protocol.DNS, null), sniff);
        case Decision.Resolve resolve -> question = question.resolved(List.of(), resolve);
        case Decision.Sniff _, Decision.Route _, Decision.Reject _ -> {
          return null;
        }
      }
    }
    return null;
  }
}
