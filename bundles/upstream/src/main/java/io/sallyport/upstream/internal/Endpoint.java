// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Problems;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxy server of an outbound.
 *
 * @param tag of the outbound
 * @param protocol for people: {@code SOCKS5}
 * @param server where the proxy listens; a name is resolved by this machine
 * @param dial how to connect to it; its timeout is for the handshake too
 * @param tls how to secure the connection; null where it is plain
 * @param detour tag of the outbound that connects to it; null where this machine does
 */
record Endpoint(
    String tag,
    String protocol,
    Destination server,
    DialOptions dial,
    @Nullable TlsOptions tls,
    @Nullable String detour) {

  static final Key<String> SERVER =
      Key.string("server", "name or address of the proxy server").asRequired();
  static final Key<Integer> SERVER_PORT =
      Key.port("server_port", "port of the proxy server").asRequired();
  static final Key<String> DETOUR =
      Key.string(
          "detour",
          "tag of the outbound that reaches the proxy server; the keys about local interfaces,"
              + " addresses and marks have no meaning then");

  static Endpoint of(Settings settings, Map<String, ?> properties, String protocol)
      throws ConfigException {
    var tag = properties.get(Outbound.TAG) instanceof String set ? set : settings.tag();
    var server = server(settings);
    return new Endpoint(
        tag,
        protocol,
        server,
        DialOptions.of(settings),
        TlsOptions.of(settings, server),
        settings.find(DETOUR));
  }

  /**
   * The server's address.
   *
   * @throws ConfigException if {@code server} is neither a name nor an address
   */
  static Destination server(Settings settings) throws ConfigException {
    try {
      return Destination.of(settings.get(SERVER), settings.get(SERVER_PORT));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("server", "is neither a host name nor an address");
    }
  }

  /** Problems with the address, TLS and the pool, which every kind of proxy has. */
  static void check(Settings settings, Problems problems) {
    var server = problems.of(() -> server(settings));
    var named = server == null ? Destination.of("unknown", 1) : server;
    problems.of(() -> TlsOptions.of(settings, named));
    problems.of(() -> PoolLimits.of(settings));
  }

  /** What of a configuration names another outbound. */
  static List<Schema.Reference> references(Settings settings) {
    var detour = settings.find(DETOUR);
    return detour == null ? List.of() : List.of(new Schema.Reference(DETOUR.name(), detour));
  }

  /** A failure that says which outbound and which server it is about. */
  ConnectFailure failure(ConnectFailure.Reason reason, String what) {
    return failure(reason, what, null);
  }

  /** As above, with what lies behind it. */
  ConnectFailure failure(ConnectFailure.Reason reason, String what, @Nullable Throwable cause) {
    return new ConnectFailure(
        reason, "outbound " + tag + ": " + protocol + " server " + server + " " + what, cause);
  }
}
