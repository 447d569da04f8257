// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import io.sallyport.api.Destination;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One of {@code servers}; equal specs make servers of equal behaviour. */
public sealed interface ServerSpec {

  /** How rules call it. */
  String tag();

  /** What asks other machines by messages. */
  enum Kind {
    UDP(53),
    TCP(53),
    TLS(853),
    HTTPS(443);

    final int port;

    Kind(int port) {
      this.port = port;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A server at an address or of a name, which then the outbound resolves.
   *
   * @param detour tag of the outbound that leads to it
   * @param tls null for UDP and TCP
   * @param path where it is to be asked by HTTP, else empty
   */
  record Remote(
      String tag, Kind kind, Destination at, String detour, @Nullable TlsSpec tls, String path)
      implements ServerSpec {}

  /** This machine's own configuration; {@code detour} leads to the name servers in it. */
  record Local(String tag, String detour) implements ServerSpec {}

  /** The resolver of an outbound, such as Tor's RESOLVE. Ours. */
  record ByOutbound(String tag, String outbound) implements ServerSpec {}

  /** Fake addresses. */
  record FakeIp(String tag, FakeIpSpec spec) implements ServerSpec {}

  /** One code for everything. Ours. */
  record Rcode(String tag, int code) implements ServerSpec {}

  /**
   * TLS to a server.
   *
   * @param serverName what the certificate must be for
   * @param certificatePath PEM file of what to trust instead of the usual authorities
   */
  record TlsSpec(String serverName, @Nullable String certificatePath) {}
}
