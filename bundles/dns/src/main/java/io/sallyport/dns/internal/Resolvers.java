// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.sallyport.api.Policy;
import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import io.sallyport.command.Tagged;
import io.sallyport.dns.DnsCompiler;
import io.sallyport.dns.DnsPlan;
import io.sallyport.dns.DnsResolver;
import io.sallyport.dns.internal.config.Plan;
import io.sallyport.dns.internal.config.PlanReader;
import io.sallyport.dns.internal.config.ServerSpec;
import io.sallyport.dns.internal.fakeip.FakeIpPools;
import io.sallyport.dns.internal.server.Counters;
import io.sallyport.dns.internal.server.Ground;
import io.sallyport.dns.internal.server.Outbounds;
import io.sallyport.dns.internal.server.TlsClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Makes resolvers and knows those that are open. */
@Component(service = {DnsCompiler.class, Resolvers.class})
public final class Resolvers implements DnsCompiler {

  /** Of several servers each gets a part of what a client waits. */
  private static final Duration MOST_FOR_ONE = Duration.ofSeconds(5);

  private final PolicyCompiler policies;
  private final Transport transport;
  private final Outbounds outbounds;
  private final FakeIpPools pools;
  private final RandomGenerator random = new SecureRandom();
  private final List<InterfaceResolver> open = new CopyOnWriteArrayList<>();

  /** For declarative services. */
  @Activate
  public Resolvers(
      @Reference PolicyCompiler policies,
      @Reference Transport transport,
      @Reference Outbounds outbounds,
      @Reference FakeIpPools pools) {
    this.policies = policies;
    this.transport = transport;
    this.outbounds = outbounds;
    this.pools = pools;
  }

  static long seconds() {
    return System.nanoTime() / 1_000_000_000L;
  }

  @Override
  public Plan compile(@Nullable String json) throws ConfigException {
    var plan = PlanReader.read(policies, json);
    for (int i = 0; i < plan.servers().size(); i++) {
      if (plan.servers().get(i) instanceof ServerSpec.Remote remote && remote.tls() != null) {
        try {
          TlsClient.of(remote.tls(), true);
        } catch (ConfigException e) {
          String path = "dns.servers[" + i + "]";
          throw new ConfigException(e.problems().stream().map(p -> p.under(path)).toList());
        }
      }
    }
    return plan;
  }

  @Override
  public DnsResolver open(String tag, DnsPlan plan, Supplier<Policy> policy)
      throws ConfigException {
    var resolver = new InterfaceResolver(tag, (Plan) plan, policy, this);
    open.add(resolver);
    return resolver;
  }

  void closed(InterfaceResolver resolver) {
    open.remove(resolver);
  }

  /** Those that are open, by tag. */
  List<InterfaceResolver> all() {
    var all = new ArrayList<>(open);
    all.sort(Comparator.comparing(InterfaceResolver::tag));
    return all;
  }

  /** The same, for commands that name some of them. */
  Tagged<InterfaceResolver> tagged() {
    return Tagged.of("inbound with DNS", open, InterfaceResolver::tag);
  }

  Ground ground(String tag, Counters counters, Plan plan) {
    var most = plan.timeout().compareTo(MOST_FOR_ONE) < 0 ? plan.timeout() : MOST_FOR_ONE;
    return new Ground(transport, outbounds::find, tag, pools::isFake, random, counters, most);
  }

  FakeIpPools pools() {
    return pools;
  }

  Transport transport() {
    return transport;
  }

  @Deactivate
  void close() {
    open.forEach(InterfaceResolver::close);
  }
}
