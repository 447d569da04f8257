// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Problems;
import io.sallyport.api.config.Settings;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of an {@code http} outbound; immutable.
 *
 * @param authorization value of {@code Proxy-Authorization}, if it has one; secret
 * @param headers sent with each request; secret
 */
record HttpServer(
    Endpoint endpoint,
    @Nullable String authorization,
    List<ExtraHeaders.Line> headers,
    PoolLimits pool)
    implements ProxyServer {

  static final List<Key<?>> KEYS =
      Stream.concat(
              Stream.<Key<?>>of(
                  Endpoint.SERVER,
                  Endpoint.SERVER_PORT,
                  Credentials.USERNAME,
                  Credentials.PASSWORD,
                  ExtraHeaders.HEADERS,
                  TlsOptions.TLS,
                  Endpoint.DETOUR,
                  PoolLimits.POOL),
              DialOptions.KEYS.stream())
          .toList();

  /** Reads a component's properties. */
  static HttpServer of(Map<String, ?> properties) throws ConfigException {
    var settings = Settings.of(KEYS, properties);
    check(settings);
    return new HttpServer(
        Endpoint.of(settings, properties, "HTTP"),
        basic(settings),
        ExtraHeaders.of(settings),
        PoolLimits.of(settings));
  }

  /** Checks what single keys cannot. */
  static void check(Settings settings) throws ConfigException {
    var problems = new Problems();
    Endpoint.check(settings, problems);
    problems.of(() -> ExtraHeaders.of(settings));
    Credentials.check(settings, problems);
    var user = settings.find(Credentials.USERNAME);
    if (user != null && user.indexOf(':') >= 0) {
      problems.add("username", "cannot hold a colon (RFC 7617)");
    }
    problems.end();
  }

  /** RFC 7617 §2; the password may be missing, the colon may not. */
  private static @Nullable String basic(Settings settings) {
    var user = settings.find(Credentials.USERNAME);
    if (user == null) {
      return null;
    }
    var password = settings.find(Credentials.PASSWORD);
    byte[] pair = Credentials.bytes(user + ":" + (password == null ? "" : password));
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /**
   * How to ask this server for a flow's destination.
   *
   * @throws ConnectFailure if it cannot be written as an authority without becoming another
   */
  Request connect(Flow flow) throws ConnectFailure {
    var destination = flow.destination();
    if (destination instanceof Destination.Name(var host, _)
        && !host.chars().allMatch(HttpServer::isHostChar)) {
      throw endpoint.failure(
          Reason.UNSUPPORTED, "cannot be told a name with characters that URIs give a meaning");
    }
    var authority = destination.toString();
    return _ -> new HttpConnectHandshake(endpoint, authority, authorization, headers);
  }

  /** HTTP has nothing to say before the request. */
  @Override
  public @Nullable Handshake prelude() {
    return null;
  }

  /** RFC 3986 "unreserved": colons, slashes, {@code @} and the like would end the host early. */
  private static boolean isHostChar(int c) {
    return Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
  }

  @Override
  public String toString() {
    return "HttpServer[" + endpoint.server() + "]";
  }
}
