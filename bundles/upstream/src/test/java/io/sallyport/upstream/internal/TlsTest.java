// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Outbound;
import io.sallyport.testing.SelfSigned;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS to the proxy, against the JDK's own server side. */
class TlsTest {

  @TempDir static Path directory;
  private static SelfSigned certificates;
  private static Path pem;

  private final LoopbackTransport transport = new LoopbackTransport("nio", 2);
  private final CompletableFuture<String> alpn = new CompletableFuture<>();
  private SSLServerSocket server;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificates = new SelfSigned(directory, "proxy.example");
    pem = certificates.pem();
  }

  @BeforeEach
  void start() throws Exception {
    server =
        (SSLServerSocket)
            certificates
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    transport.close();
  }

  /** Serves connections: expects and sends what a SOCKS5 or HTTP proxy would, then ends. */
  private void serve(int request, String... answers) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (var socket = (SSLSocket) server.accept()) {
                  var parameters = socket.getSSLParameters();
                  parameters.setApplicationProtocols(new String[] {"http/1.1"});
                  socket.setSSLParameters(parameters);
                  var in = socket.getInputStream();
                  for (int i = 0; i < answers.length; i++) {
                    if (in.readNBytes(i == 0 && answers.length > 1 ? 3 : request).length == 0) {
                      break;
                    }
                    alpn.complete(socket.getApplicationProtocol());
                    socket
                        .getOutputStream()
                        .write(answers[i].getBytes(StandardCharsets.ISO_8859_1));
                  }
                  socket.shutdownOutput();
                  in.readAllBytes();
                } catch (java.io.IOException e) {
                  // The client did not like the certificate, or has gone.
                }
              }
            });
  }

  private Map<String, Object> config(String tls, Object... pairs) {
    var config = new HashMap<>(Flows.config(pairs));
    config.put("server", "127.0.0.1");
    config.put("server_port", server.getLocalPort());
    config.put(".tls", tls.replace("PEM", pem.toString()));
    return config;
  }

  private Future<Channel> connect(Outbound outbound) throws Exception {
    var connecting = outbound.connect(Flows.to("192.0.2.7", 80), transport.loop());
    assertThat(connecting.await(10_000)).isTrue();
    return connecting;
  }

  @Test
  void socksByTlsAndTheEndOfItsDataIsTheEndOfInput() throws Exception {
    serve(10, "\5\0", "\5\0\0\1\0\0\0\0\0\0hi");
    var tls =
        "{\"enabled\": true, \"server_name\": \"proxy.example\","
            + " \"certificate_path\": \"PEM\", \"alpn\": [\"http/1.1\"]}";
    var outbound = new SocksOutbound(transport, Flows.NO_DETOURS, config(tls));
    var connecting = connect(outbound);
    assertThat(connecting.cause()).isNull();
    assertThat(Received.from(connecting.getNow()).all()).isEqualTo(Flows.hex("hi"));
    assertThat(alpn.get(10, TimeUnit.SECONDS)).isEqualTo("http/1.1");
    connecting.getNow().close();
  }

  @Test
  void aPoolPaysTlsAheadAndSessionTicketsAreNoWordOfTheProxy() throws Exception {
    serve(10, "\5\0", "\5\0\0\1\0\0\0\0\0\0hi");
    var config =
        config(
            "{\"enabled\": true, \"server_name\": \"proxy.example\","
                + " \"certificate_path\": \"PEM\"}");
    config.put(".pool", "{\"min_idle\": 1}");
    var outbound = new SocksOutbound(transport, Flows.NO_DETOURS, config);
    Eventually.is(1L, () -> outbound.counters().get("pool_idle"));
    Eventually.stays(0L, () -> outbound.counters().get("pool_discarded"), 100);
    // Made on the first loop, wanted on the second.
    var connecting = connect(outbound);
    assertThat(connecting.cause()).isNull();
    assertThat(Received.from(connecting.getNow()).all()).isEqualTo(Flows.hex("hi"));
    assertThat(outbound.counters()).containsEntry("pool_hits", 1L);
    outbound.deactivate();
    connecting.getNow().close();
  }

  /**
   * RFC 8446 §6.1: the end of output is told in TLS, then by FIN; a FIN alone is an error to the
   * server side of the JDK. And what the far end says after that still comes, by TLS 1.3.
   */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theEndOfOutputIsToldInTlsAndInputGoesOn(String protocol) throws Exception {
    server.setEnabledProtocols(new String[] {protocol});
    var heard = new CompletableFuture<String>();
    Thread.ofVirtual().start(() -> answerWhenAllIsSaid(heard));
    var tls =
        "{\"enabled\": true, \"server_name\": \"proxy.example\", \"certificate_path\": \"PEM\"}";
    var connecting = connect(new SocksOutbound(transport, Flows.NO_DETOURS, config(tls)));
    assertThat(connecting.cause()).isNull();
    var channel = connecting.getNow();
    channel.writeAndFlush(Unpooled.copiedBuffer("all", StandardCharsets.US_ASCII));
    assertThat(channel).isInstanceOf(DuplexChannel.class);
    assertThat(((DuplexChannel) channel).shutdownOutput().await(10_000)).isTrue();
    assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("all");
    // RFC 5246 §7.2.1 knows no half-close: what is heard of TLS 1.2 behind it is the server's
    // grace.
    assertThat(Received.from(channel).all())
        .isEqualTo(protocol.equals("TLSv1.3") ? Flows.hex("answer") : "");
    channel.close();
  }

  private void answerWhenAllIsSaid(CompletableFuture<String> heard) {
    try (var socket = (SSLSocket) server.accept()) {
      var in = socket.getInputStream();
      in.readNBytes(3);
      socket.getOutputStream().write(new byte[] {5, 0});
      in.readNBytes(10);
      socket.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
      heard.complete(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
      socket.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
    } catch (java.io.IOException e) {
      heard.completeExceptionally(e);
    }
  }

  @Test
  void httpByTls() throws Exception {
    var answer = "HTTP/1.1 200 OK\r\n\r\nhello";
    // CONNECT and Host, and the header that is added.
    serve(
        "CONNECT 192.0.2.7:80 HTTP/1.1\r\nhost: 192.0.2.7:80\r\nX-Team: red\r\n\r\n".length(),
        answer);
    var config = config("{\"enabled\": true, \"insecure\": true}");
    config.put(".headers", "{\"X-Team\": \"red\"}");
    var connecting = connect(new HttpOutbound(transport, Flows.NO_DETOURS, config));
    assertThat(connecting.cause()).isNull();
    assertThat(Received.from(connecting.getNow()).all()).isEqualTo(Flows.hex("hello"));
    connecting.getNow().close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Trusted by nobody; for another name; for no address.
        "{\"enabled\": true, \"server_name\": \"proxy.example\"}",
        "{\"enabled\": true, \"server_name\": \"other.example\", \"certificate_path\": \"PEM\"}",
        "{\"enabled\": true, \"certificate_path\": \"PEM\"}",
      })
  void aCertificateThatIsNotTheServersIsRefused(String tls) throws Exception {
    serve(10, "\5\0", "\5\0\0\1\0\0\0\0\0\0");
    var failure =
        (ConnectFailure)
            connect(new SocksOutbound(transport, Flows.NO_DETOURS, config(tls))).cause();
    assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_PROTOCOL);
    assertThat(failure.getMessage()).contains("did not agree on TLS");
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsToldApart() throws Exception {
    try (var plain = new CountingServer()) {
      var config = config("{\"enabled\": true}", "connect_timeout", "2s");
      config.put("server_port", plain.port());
      var failure =
          (ConnectFailure) connect(new SocksOutbound(transport, Flows.NO_DETOURS, config)).cause();
      assertThat(failure.reason()).isIn(Reason.UPSTREAM_PROTOCOL, Reason.TIMEOUT);
      assertThat(failure.getMessage()).contains("TLS");
    }
  }
}
