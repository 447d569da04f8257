// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.sallyport.api.config.ConfigException;
import io.sallyport.dns.internal.config.ServerSpec;
import java.io.File;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** TLS to a server, always verified. */
public final class TlsClient {

  private final SslContext context;
  private final String serverName;

  private TlsClient(SslContext context, String serverName) {
    this.context = context;
    this.serverName = serverName;
  }

  /**
   * Reads the certificates to trust, so not for an event loop.
   *
   * @param http whether HTTP/2 is offered
   * @throws ConfigException if there are none
   */
  public static TlsClient of(ServerSpec.TlsSpec spec, boolean http) throws ConfigException {
    var builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm("HTTPS");
    if (spec.certificatePath() instanceof String path) {
      try {
        builder.trustManager(new File(path));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "tls.certificate_path", "is no readable PEM file of certificates");
      }
    }
    if (http) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              "h2",
              "http/1.1"));
    }
    try {
      return new TlsClient(builder.build(), spec.serverName());
    } catch (SSLException e) {
      throw new ConfigException("tls", "cannot be used: " + e.getMessage());
    }
  }

  /** A handler for one connection. Certificates are judged off the event loop. */
  SslHandler handler(ByteBufAllocator alloc, int port, Duration timeout) {
    var handler =
        context.newHandler(
            alloc, serverName, port, task -> Thread.ofVirtual().name("dns-tls").start(task));
    handler.setHandshakeTimeoutMillis(Math.max(1, timeout.toMillis()));
    return handler;
  }
}
