// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sallyport.api.Destination;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a probe asks for.
 *
 * @param hostHeader value of the field {@code Host} (RFC 9110 §7.2)
 * @param path with its query
 * @param tls for {@code https}; null for {@code http}
 */
record ProbeTarget(
    Destination destination, String hostHeader, String path, @Nullable SslContext tls) {

  /**
   * Of a URL with the scheme http or https.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static ProbeTarget of(String url) {
    return of(url, null);
  }

  /** As above, with another trust than the platform's. */
  static ProbeTarget of(String url, @Nullable SslContext trust) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not a URL: " + e.getReason(), e);
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("does not begin with http:// or https://");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("needs a host, and no user");
    }
    boolean secure = scheme.equals("https");
    int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("has a port that is not within 1 to 65535");
    }
    var host = uri.getHost();
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    var rawPath = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new ProbeTarget(
        Destination.of(bare, port),
        uri.getPort() < 0 ? host : host + ":" + port,
        uri.getRawQuery() == null ? rawPath : rawPath + "?" + uri.getRawQuery(),
        secure ? (trust == null ? platformTrust() : trust) : null);
  }

  private static SslContext platformTrust() {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("cannot be probed without TLS: " + e.getMessage(), e);
    }
  }
}
