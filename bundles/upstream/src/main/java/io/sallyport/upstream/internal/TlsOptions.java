// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.sallyport.api.Destination;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.io.File;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS to the proxy itself, in sing-box's words; immutable. The server's certificate is verified,
 * and that it is for the server's name, unless {@code insecure} says otherwise.
 *
 * @param serverName what the certificate must be for; sent as SNI where it is a name
 */
record TlsOptions(SslContext context, String serverName) {

  /** The key in files. */
  static final Key<String> TLS =
      Key.json(
          "tls",
          "object",
          "TLS to the proxy: enabled, server_name (else server), insecure (no verification), alpn,"
              + " certificate_path (PEM file of what to trust instead of the usual authorities)");

  private static final Key<Boolean> ENABLED = Key.bool("enabled", "whether to use TLS").or("false");
  private static final Key<String> SERVER_NAME =
      Key.string("server_name", "name in SNI and in the certificate");
  private static final Key<Boolean> INSECURE =
      Key.bool("insecure", "takes any certificate").or("false");
  private static final Key<List<String>> ALPN = Key.strings("alpn", "protocols offered");
  private static final Key<String> CERTIFICATE_PATH =
      Key.string("certificate_path", "PEM file of trusted certificates");
  private static final List<Key<?>> KEYS =
      List.of(ENABLED, SERVER_NAME, INSECURE, ALPN, CERTIFICATE_PATH);

  /**
   * Reads the options; null where TLS is not enabled. Reads {@code certificate_path}, so not on an
   * event loop.
   */
  static @Nullable TlsOptions of(Settings outer, Destination server) throws ConfigException {
    var json = outer.find(TLS);
    if (json == null) {
      return null;
    }
    var settings = NestedKeys.read(TLS, json, KEYS);
    if (!settings.get(ENABLED)) {
      return null;
    }
    var name = settings.find(SERVER_NAME);
    return new TlsOptions(context(settings), name == null ? server.host() : name);
  }

  private static SslContext context(Settings settings) throws ConfigException {
    boolean insecure = settings.get(INSECURE);
    var builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm(insecure ? null : "HTTPS");
    if (insecure) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (settings.find(CERTIFICATE_PATH) instanceof String path) {
      try {
        builder.trustManager(new File(path));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "tls.certificate_path", "is no readable PEM file of certificates");
      }
    }
    if (settings.find(ALPN) instanceof List<String> protocols && !protocols.isEmpty()) {
      if (protocols.stream().anyMatch(p -> p.isEmpty() || p.length() > 255)) {
        throw new ConfigException("tls.alpn", "protocols have 1 to 255 characters");
      }
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              protocols));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new ConfigException("tls", "cannot be used: " + e.getMessage());
    }
  }

  /** A handler for one connection. Certificates are judged off the event loop. */
  SslHandler handler(ByteBufAllocator alloc, int port, Duration timeout) {
    var handler =
        context.newHandler(
            alloc, serverName, port, task -> Thread.ofVirtual().name("upstream-tls").start(task));
    handler.setHandshakeTimeoutMillis(Math.max(1, timeout.toMillis()));
    return handler;
  }

  @Override
  public String toString() {
    return "TlsOptions[" + serverName + "]";
  }
}
