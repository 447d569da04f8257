// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns;

import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Service: makes resolvers out of the {@code dns} object of an inbound's file. Any thread. */
@ProviderType
public interface DnsCompiler {

  /** The key that an inbound with DNS has among its own. */
  Key<String> DNS =
      Key.json(
          "dns",
          "object",
          "who answers hijacked DNS: servers, rules, final; without it names get fake addresses");

  /**
   * Checks and compiles a {@code dns} object.
   *
   * @param json its text; null for an inbound without one, whose names get fake addresses and
   *     nothing else is answered
   * @throws ConfigException with the path of each value that is wrong, from {@code dns} on: {@code
   *     dns.rules[2].server}
   */
  DnsPlan compile(@Nullable String json) throws ConfigException;

  /**
   * Opens a resolver; the caller closes it. Reads the fake addresses that were given out before a
   * restart, so not for an event loop.
   *
   * @param tag of the inbound that it works for; names it in the shell and in upstream flows
   * @param policy the inbound's policy in force, for rules with {@code outbound} as a condition
   * @throws ConfigException if its fake addresses overlap with those of an open resolver without
   *     being the same
   */
  DnsResolver open(String tag, DnsPlan plan, Supplier<Policy> policy) throws ConfigException;
}
