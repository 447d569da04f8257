// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS to relays. Their certificates are signed by nobody and change often: TLS accepts any, and the
 * link handshake then proves by CERTS that this very certificate is the relay's (tor-spec §4.2).
 * Versions and suites are the provider's own choice: a list that stands still becomes the one that
 * no relay accepts any more. No engine knows its peer's name, so no session is ever resumed, which
 * would tie two links of ours together.
 */
final class RelayTls {

  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int SHORTEST_NAME = 4;
  private static final int LONGEST_NAME = 25;

  private final SslContext context;
  private final SecureRandom random;

  RelayTls(SecureRandom random) {
    this.random = random;
    try {
      context =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(new AcceptAny())
              .endpointIdentificationAlgorithm(null)
              .sessionCacheSize(1)
              .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  SslHandler handler(ByteBufAllocator allocator, long timeoutMillis) {
    var engine = context.newEngine(allocator);
    name(engine);
    var handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    // A relay does not answer close_notify; waiting for it would hold the socket.
    handler.setCloseNotifyReadTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeoutMillis(1000);
    return handler;
  }

  /** Browsers name a server, so C tor does, too: one that does not exist. */
  private void name(SSLEngine engine) {
    int length = SHORTEST_NAME + random.nextInt(LONGEST_NAME - SHORTEST_NAME + 1);
    var host = new StringBuilder("www.");
    for (int i = 0; i < length; i++) {
      host.append(BASE32.charAt(random.nextInt(BASE32.length())));
    }
    var parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host.append(".com").toString())));
    engine.setSSLParameters(parameters);
  }

  /** An extended one: the JDK adds checks of its own to any other. */
  private static final class AcceptAny extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
