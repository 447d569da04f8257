// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java's own SOCKS client and Netty's: the JDK's sockets, and the handlers of its proxies. */
@Timeout(60)
class JavaClientsIT {

  private static final int LENGTH = 300_000;

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("open", "\"final\": \"direct\"")
          .listener(
              "users",
              "\"users\": [{\"username\": \"alice\", \"password\": \"wonderland\"}],"
                  + " \"final\": \"direct\"");

  private static ByteServer echo;
  private static MultiThreadIoEventLoopGroup loops;

  @BeforeAll
  static void serve() throws IOException {
    echo = ByteServer.echo();
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stop() throws Exception {
    echo.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
  }

  @AfterEach
  void forget() {
    Authenticator.setDefault(null);
  }

  private static InetSocketAddress listener(String tag) {
    return new InetSocketAddress("127.0.0.1", PRODUCT.port(tag));
  }

  // --- java.net.Socket

  private static Socket socket(String tag) {
    return new Socket(new Proxy(Proxy.Type.SOCKS, listener(tag)));
  }

  private static void carries(Socket socket, InetSocketAddress target) throws Exception {
    try (socket) {
      socket.setSoTimeout(10_000);
      socket.connect(target, 10_000);
      var writing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Pattern.write(socket.getOutputStream(), 41, LENGTH);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              },
              task -> Thread.ofVirtual().start(task));
      assertThat(Pattern.checkToEnd(socket.getInputStream(), 41)).isEqualTo(LENGTH);
      writing.join();
    }
  }

  private static InetSocketAddress named() {
    return InetSocketAddress.createUnresolved("localhost", echo.port());
  }

  private static InetSocketAddress numbered() {
    return new InetSocketAddress("127.0.0.1", echo.port());
  }

  private static void login(String user, String password) {
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(user, password.toCharArray());
          }
        });
  }

  @Test
  void socketsOfJavaWithoutAnAuthenticator() throws Exception {
    carries(socket("open"), numbered());
    carries(socket("open"), named());
    // It sends the name of the one who runs it and no password.
    assertThatThrownBy(() -> carries(socket("users"), numbered()))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("authentication failed");
  }

  @Test
  void socketsOfJavaWithUsers() throws Exception {
    login("alice", "wonderland");
    carries(socket("users"), numbered());
    carries(socket("users"), named());
    carries(socket("open"), named());
    login("alice", "rabbithole");
    assertThatThrownBy(() -> carries(socket("users"), numbered()))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("authentication failed");
  }

  @Test
  void socketsOfJavaAreToldWhatHappened() throws Exception {
    try (var socket = socket("open")) {
      assertThatThrownBy(
              () -> socket.connect(new InetSocketAddress("127.0.0.1", Ports.free()), 10_000))
          .hasMessageContaining("Connection refused");
    }
    try (var socket = socket("open")) {
      var nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 80);
      assertThatThrownBy(() -> socket.connect(nowhere, 10_000))
          .hasMessageContaining("Host unreachable");
    }
  }

  // --- Netty

  private static ProxyHandler handler(String type) {
    return switch (type) {
      case "socks4" -> new Socks4ProxyHandler(listener("open"));
      case "socks5" -> new Socks5ProxyHandler(listener("open"));
      case "socks5 with user" -> new Socks5ProxyHandler(listener("users"), "alice", "wonderland");
      case "socks5 with user, unasked" -> new Socks5ProxyHandler(listener("open"), "a", "b");
      case "socks5 with wrong password" ->
          new Socks5ProxyHandler(listener("users"), "alice", "rabbithole");
      case "http" -> new HttpProxyHandler(listener("open"));
      case "http with user" -> new HttpProxyHandler(listener("users"), "alice", "wonderland");
      case "http with wrong password" -> new HttpProxyHandler(listener("users"), "alice", "x");
      default -> throw new IllegalArgumentException(type);
    };
  }

  /** All that comes back for the pattern through Netty's client. */
  private static byte[] throughNetty(String type, InetSocketAddress target) throws Exception {
    var back = new CompletableFuture<byte[]>();
    var sent = new ByteArrayOutputStream();
    Pattern.write(sent, 42, LENGTH);
    new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .resolver(NoopAddressResolverGroup.INSTANCE)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(handler(type), new Gathering(sent.toByteArray(), back));
              }
            })
        .connect(target)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                back.completeExceptionally(connected.cause());
              }
            });
    return back.get(20, TimeUnit.SECONDS);
  }

  /** Sends what it has once connected, and gathers as much. */
  private static final class Gathering extends ChannelInboundHandlerAdapter {

    private final byte[] sent;
    private final CompletableFuture<byte[]> back;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();

    Gathering(byte[] sent, CompletableFuture<byte[]> back) {
      this.sent = sent;
      this.back = back;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(sent));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf bytes) {
        byte[] chunk = new byte[bytes.readableBytes()];
        bytes.readBytes(chunk).release();
        got.writeBytes(chunk);
        if (got.size() >= sent.length) {
          back.complete(got.toByteArray());
          ctx.close();
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      back.completeExceptionally(new IOException("ended after " + got.size()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      back.completeExceptionally(cause);
      ctx.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks4",
        "socks5",
        "socks5 with user",
        "socks5 with user, unasked",
        "http",
        "http with user"
      })
  void handlersOfNetty(String type) throws Exception {
    var expected = new ByteArrayOutputStream();
    Pattern.write(expected, 42, LENGTH);
    assertThat(throughNetty(type, numbered())).isEqualTo(expected.toByteArray());
    assertThat(throughNetty(type, named())).isEqualTo(expected.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5 with wrong password", "http with wrong password"})
  void handlersOfNettyAreRefused(String type) {
    assertThatThrownBy(() -> throughNetty(type, numbered()))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ProxyConnectException.class);
  }
}
