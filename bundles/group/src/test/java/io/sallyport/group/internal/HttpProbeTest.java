// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes over real sockets. */
class HttpProbeTest {

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = loops.next();
  private final BlockingQueue<Channel> opened = new LinkedBlockingQueue<>();
  private final InetSocketAddress loopback =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Connects from here, whatever the name. */
  private final class Loopback implements Outbound {
    @Override
    public Future<Channel> connect(Flow flow, EventLoop on) {
      Promise<Channel> promise = on.newPromise();
      new Bootstrap()
          .group(on)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.AUTO_READ, false)
          .handler(new ChannelInboundHandlerAdapter())
          .connect(InetAddress.getLoopbackAddress(), flow.destination().port())
          .addListener(
              (ChannelFuture done) -> {
                if (done.isSuccess()) {
                  opened.add(done.channel());
                  promise.setSuccess(done.channel());
                } else {
                  promise.setFailure(new ConnectFailure(Reason.REFUSED, "refused"));
                }
              });
      return promise;
    }
  }

  private Future<Long> probe(String url, @Nullable SslContext trust, Duration timeout)
      throws Exception {
    var target = ProbeTarget.of(url, trust);
    Promise<Long> result = loop.newPromise();
    loop.execute(
        () ->
            HttpProbe.run(new Loopback(), target, timeout, loop, System::nanoTime)
                .addListener(
                    (Future<Long> done) -> {
                      if (done.isSuccess()) {
                        result.setSuccess(done.getNow());
                      } else {
                        result.setFailure(done.cause());
                      }
                    }));
    assertThat(result.await(20, TimeUnit.SECONDS)).as("the probe ends").isTrue();
    return result;
  }

  private Future<Long> probe(int port) throws Exception {
    return probe("http://127.0.0.1:" + port + "/", null, Duration.ofSeconds(10));
  }

  /** The connection that a probe made is closed after it. */
  private void assertClosed() throws Exception {
    var channel = opened.poll(10, TimeUnit.SECONDS);
    assertThat(channel).isNotNull();
    assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void asksForTheHeadAndTakesAnyResponse() throws Exception {
    var server = HttpServer.create(loopback, 0);
    var seen = new LinkedBlockingQueue<String>();
    server.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Host"));
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      var done = probe("http://probe.example:" + port + "/a?b", null, Duration.ofSeconds(10));
      assertThat(done.getNow()).isBetween(0L, 10_000L);
      assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("HEAD /a?b probe.example:" + port);
      assertClosed();
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 2"})
  void whatIsNoResponseIsAFailure(String said) throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = server.accept()) {
                  socket.getInputStream().read();
                  socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                } catch (java.io.IOException e) {
                  // the probe has gone
                }
              });
      assertThat(probe(server.getLocalPort()).cause()).isInstanceOf(ConnectFailure.class);
      assertClosed();
    }
  }

  @Test
  void aResponseWithoutEndIsCutOff() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = server.accept()) {
                  while (true) {
                    socket.getOutputStream().write("aaaaaaaaaaaaaaaa".repeat(64).getBytes());
                  }
                } catch (java.io.IOException e) {
                  // it hung up, as it should
                }
              });
      assertThat(probe(server.getLocalPort()).cause()).isInstanceOf(ConnectFailure.class);
      assertClosed();
    }
  }

  @Test
  void silenceIsATimeout() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var done =
          probe("http://127.0.0.1:" + server.getLocalPort() + "/", null, Duration.ofMillis(200));
      assertThat(((ConnectFailure) done.cause()).reason()).isEqualTo(Reason.TIMEOUT);
      assertClosed();
    }
  }

  @Test
  void httpsChecksCertificateAndName(@TempDir Path folder) throws Exception {
    var store = folder.resolve("keys.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var made =
        new ProcessBuilder(
                (keytool
                        + " -genkeypair -alias x -keyalg EC -dname CN=probe.example -validity 2"
                        + " -ext SAN=dns:probe.example -storepass changeit -keystore "
                        + store)
                    .split(" "))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    var serverTls = SSLContext.getInstance("TLS");
    serverTls.init(managers.getKeyManagers(), null, null);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    var clientTls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(trust)
            .endpointIdentificationAlgorithm("HTTPS")
            .build();
    var server = HttpsServer.create(loopback, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serverTls));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      var wait = Duration.ofSeconds(10);
      assertThat(probe("https://probe.example:" + port + "/", clientTls, wait).isSuccess())
          .isTrue();
      assertThat(probe("https://other.example:" + port + "/", clientTls, wait).cause())
          .as("another name")
          .isNotNull();
      assertThat(probe("https://probe.example:" + port + "/", null, wait).cause())
          .as("a certificate that nobody vouches for")
          .isNotNull();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void destinationsStayNames() {
    assertThat(ProbeTarget.of("http://probe.example/").destination())
        .isEqualTo(new Destination.Name("probe.example", 80));
  }
}
