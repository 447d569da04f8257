// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.sallyport.api.config.ConfigException;
import io.sallyport.dns.internal.config.ServerSpec;
import io.sallyport.dns.internal.fakeip.FakeIpPool;
import io.sallyport.dns.internal.wire.Answer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes servers from what a file says. */
public final class Servers {

  private Servers() {}

  /**
   * A server; it connects when it is asked.
   *
   * @param pool of a server of fake addresses
   * @throws ConfigException if its certificates cannot be read, the path counting from the server
   */
  public static DnsServer open(Ground ground, ServerSpec spec, @Nullable FakeIpPool pool)
      throws ConfigException {
    return switch (spec) {
      case ServerSpec.Remote remote -> remote(ground, remote);
      case ServerSpec.Local local -> new LocalServer(ground, local);
      case ServerSpec.ByOutbound by -> new ByOutboundServer(ground, by.outbound());
      case ServerSpec.FakeIp fake ->
          new FakeIpServer(Objects.requireNonNull(pool), fake.spec(), ground.counters());
      case ServerSpec.Rcode rcode ->
          (ask, loop) -> loop.newSucceededFuture(Answer.empty(rcode.code(), 0));
    };
  }

  private static DnsServer remote(Ground ground, ServerSpec.Remote spec) throws ConfigException {
    return switch (spec.kind()) {
      case UDP -> udp(ground, spec);
      case TCP -> new StreamServer(ground, new Dialling(ground, spec, null), false);
      case TLS, HTTPS -> {
        var tls =
            TlsClient.of(Objects.requireNonNull(spec.tls()), spec.kind() == ServerSpec.Kind.HTTPS);
        yield new StreamServer(ground, new Dialling(ground, spec, tls), true);
      }
    };
  }

  static DnsServer udp(Ground ground, ServerSpec.Remote spec) {
    var tcp = new StreamServer(ground, new Dialling(ground, spec, null), false);
    return new UdpServer(ground, spec.at(), spec.detour(), tcp);
  }
}
