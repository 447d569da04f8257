// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.util.Map;

/**
 * The proxy server of an outbound.
 *
 * @param tag of the outbound
 * @param protocol for people: {@code SOCKS5}
 * @param server where the proxy listens; a name is resolved by this machine
 * @param dial how to connect to it; its timeout is for the handshake too
 */
record Endpoint(String tag, String protocol, Destination server, DialOptions dial) {

  static final Key<String> SERVER =
      Key.string("server", "name or address of the proxy server").asRequired();
  static final Key<Integer> SERVER_PORT =
      Key.port("server_port", "port of the proxy server").asRequired();

  static Endpoint of(Settings settings, Map<String, ?> properties, String protocol)
      throws ConfigException {
    var tag = properties.get(Outbound.TAG) instanceof String set ? set : settings.tag();
    return new Endpoint(tag, protocol, server(settings), DialOptions.of(settings));
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

  /** A failure that says which outbound and which server it is about. */
  ConnectFailure failure(ConnectFailure.Reason reason, String what) {
    return failure(reason, what, null);
  }

  /** As above, with what lies behind it. */
  ConnectFailure failure(
      ConnectFailure.Reason reason,
      String what,
      @org.jspecify.annotations.Nullable Throwable cause) {
    return new ConnectFailure(
        reason, "outbound " + tag + ": " + protocol + " server " + server + " " + what, cause);
  }
}
