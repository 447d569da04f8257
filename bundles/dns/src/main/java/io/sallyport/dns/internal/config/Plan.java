// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import io.sallyport.api.AddressFamily;
import io.sallyport.api.Policy;
import io.sallyport.api.config.Schema;
import io.sallyport.dns.DnsPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code dns} object.
 *
 * @param servers in the order of the file
 * @param rules what each rule demands beyond {@code conditions}
 * @param conditions a policy with a rule for each of ours; it routes where the rule's conditions on
 *     name and client hold
 * @param last what is done where no rule decides
 * @param strategy which addresses clients get; only {@code ipv4_only} and {@code ipv6_only} change
 *     anything, since it is the client who prefers
 * @param cacheCapacity answers kept; 0 for none
 * @param staleFor how long an answer whose time has come is still given where no server answers
 *     (RFC 8767); zero for not at all
 * @param timeout how long a client waits at most
 */
public record Plan(
    List<ServerSpec> servers,
    List<RuleSpec> rules,
    Policy conditions,
    RuleSpec.Action last,
    AddressFamily strategy,
    int cacheCapacity,
    Duration staleFor,
    Duration timeout)
    implements DnsPlan {

  public Plan {
    servers = List.copyOf(servers);
    rules = List.copyOf(rules);
  }

  @Override
  public List<Schema.Reference> references() {
    var references = new ArrayList<Schema.Reference>();
    for (int i = 0; i < servers.size(); i++) {
      String path = "dns.servers[" + i + "].detour";
      switch (servers.get(i)) {
        case ServerSpec.Remote remote ->
            references.add(new Schema.Reference(path, remote.detour()));
        case ServerSpec.Local local -> references.add(new Schema.Reference(path, local.detour()));
        case ServerSpec.ByOutbound by -> references.add(new Schema.Reference(path, by.outbound()));
        case ServerSpec.FakeIp _, ServerSpec.Rcode _ -> {}
      }
    }
    for (int i = 0; i < rules.size(); i++) {
      String path = "dns.rules[" + i + "].outbound";
      rules.get(i).outbounds().stream()
          .sorted()
          .forEach(tag -> references.add(new Schema.Reference(path, tag)));
    }
    return List.copyOf(references);
  }

  /** Its fake addresses; null if it has none. */
  public @Nullable FakeIpSpec fakeIp() {
    return servers.stream()
        .filter(ServerSpec.FakeIp.class::isInstance)
        .map(server -> ((ServerSpec.FakeIp) server).spec())
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<String> fakeRanges() {
    var spec = fakeIp();
    return spec == null ? List.of() : spec.ranges().stream().map(AddressRange::toString).toList();
  }
}
