// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.dns.internal.config.Plan;
import io.sallyport.dns.internal.config.ServerSpec;
import io.sallyport.dns.internal.fakeip.FakeIpPool;
import io.sallyport.dns.internal.server.DnsServer;
import io.sallyport.dns.internal.server.Ground;
import io.sallyport.dns.internal.server.Servers;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A plan with its servers; immutable, swapped as a whole.
 *
 * @param pool null where no server gives fake addresses
 * @param servers by tag
 */
record Generation(
    Plan plan,
    RuleBook rules,
    @Nullable FakeIpPool pool,
    Map<String, DnsServer> servers,
    Ground ground) {

  /**
   * Opens the servers of a plan.
   *
   * @param before whose servers go on where their specification has not changed
   */
  static Generation open(
      Plan plan,
      Supplier<Policy> policy,
      @Nullable FakeIpPool pool,
      Ground ground,
      @Nullable Generation before)
      throws ConfigException {
    var servers = new HashMap<String, DnsServer>();
    var kept = before == null ? null : before.kept(ground);
    for (int i = 0; i < plan.servers().size(); i++) {
      var spec = plan.servers().get(i);
      var old = kept == null ? null : kept.get(spec);
      try {
        servers.put(spec.tag(), old != null ? old : Servers.open(ground, spec, pool));
      } catch (ConfigException e) {
        String path = "dns.servers[" + i + "]";
        throw new ConfigException(e.problems().stream().map(p -> p.under(path)).toList());
      }
    }
    return new Generation(plan, new RuleBook(plan, policy), pool, Map.copyOf(servers), ground);
  }

  private Map<ServerSpec, DnsServer> kept(Ground next) {
    var kept = new HashMap<ServerSpec, DnsServer>();
    if (next.timeout().equals(ground.timeout())) {
      for (var spec : plan.servers()) {
        if (!(spec instanceof ServerSpec.FakeIp)
            && servers.get(spec.tag()) instanceof DnsServer server) {
          kept.put(spec, server);
        }
      }
    }
    return kept;
  }

  /** Closes what another generation does not use. */
  void closeExcept(Generation next) {
    for (var server : servers.values()) {
      if (!next.servers.containsValue(server)) {
        server.close();
      }
    }
  }

  void close() {
    servers.values().forEach(DnsServer::close);
  }

  /** The tag of the server of fake addresses; null if there is none. */
  @Nullable String fakeTag() {
    return plan.servers().stream()
        .filter(ServerSpec.FakeIp.class::isInstance)
        .map(ServerSpec::tag)
        .findFirst()
        .orElse(null);
  }
}
