// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** WebSockets by the HTTP side of a listener: within a tunnel, and by plain proxying. */
@Timeout(60)
class WebSocketIT {

  private static final int FRAMES = 50;
  private static final int LARGEST = 60_000;

  @RegisterExtension
  static final Product PRODUCT = new Product().listener("open", "\"final\": \"direct\"");

  private static MultiThreadIoEventLoopGroup loops;
  private static Channel server;
  private static URI uri;

  @BeforeAll
  static void serve() throws Exception {
    loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    int port = Ports.free();
    uri = URI.create("ws://127.0.0.1:" + port + "/chat");
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                pipeline(
                    new HttpServerCodec(), new WebSocketServerProtocolHandler("/chat"), Echo::new))
            .bind("127.0.0.1", port)
            .sync()
            .channel();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close().sync();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
  }

  private interface Last {
    ChannelHandler make();
  }

  private static ChannelInitializer<SocketChannel> pipeline(
      ChannelHandler codec, ChannelHandler protocol, Last last) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        boolean first = codec instanceof HttpClientCodec;
        channel
            .pipeline()
            .addLast(
                first ? codec : new HttpServerCodec(),
                new HttpObjectAggregator(8192),
                first ? protocol : new WebSocketServerProtocolHandler("/chat"),
                last.make());
      }
    };
  }

  /** Sends each frame back. */
  private static final class Echo extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, BinaryWebSocketFrame frame) {
      ctx.writeAndFlush(frame.retain());
    }
  }

  private static byte[] frame(int number) {
    var random = new Random(number);
    byte[] bytes = new byte[random.nextInt(LARGEST)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Java's client asks for a tunnel. */
  @Test
  void javasClientInATunnel() throws Exception {
    var got = new LinkedBlockingQueue<byte[]>();
    var ended = new CompletableFuture<Integer>();
    var listener =
        new WebSocket.Listener() {
          private final java.io.ByteArrayOutputStream parts = new java.io.ByteArrayOutputStream();

          @Override
          public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            parts.writeBytes(part);
            if (last) {
              got.add(parts.toByteArray());
              parts.reset();
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            ended.complete(status);
            return CompletableFuture.completedStage(null);
          }
        };
    var proxy = ProxySelector.of(new InetSocketAddress("127.0.0.1", PRODUCT.port("open")));
    try (var http = HttpClient.newBuilder().proxy(proxy).build()) {
      var socket = http.newWebSocketBuilder().buildAsync(uri, listener).get(10, TimeUnit.SECONDS);
      for (int i = 0; i < FRAMES; i++) {
        socket.sendBinary(ByteBuffer.wrap(frame(i)), true).get(10, TimeUnit.SECONDS);
        assertThat(got.poll(10, TimeUnit.SECONDS)).isEqualTo(frame(i));
      }
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(10, TimeUnit.SECONDS);
      assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
  }

  /** What came back, and how it began and ended. */
  private static final class Client extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final CompletableFuture<Channel> open = new CompletableFuture<>();
    private final BlockingQueue<byte[]> got = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        open.complete(ctx.channel());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      if (frame instanceof BinaryWebSocketFrame) {
        byte[] bytes = new byte[frame.content().readableBytes()];
        frame.content().readBytes(bytes);
        got.add(bytes);
      } else if (frame instanceof CloseWebSocketFrame close) {
        closed.complete(close.statusCode());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      open.completeExceptionally(cause);
      ctx.close();
    }
  }

  /** The request for the upgrade is one of the proxy, with the whole URL, and goes on as such. */
  @Test
  void anUpgradeByPlainProxying() throws Exception {
    var client = new Client();
    var config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri("http" + uri.toString().substring(2)) // proxies know no ws:
            .absoluteUpgradeUrl(true)
            .handleCloseFrames(false)
            .maxFramePayloadLength(LARGEST)
            .build();
    var channel =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .handler(
                pipeline(
                    new HttpClientCodec(),
                    new WebSocketClientProtocolHandler(config),
                    () -> client))
            .connect("127.0.0.1", PRODUCT.port("open"))
            .sync()
            .channel();
    try {
      client.open.get(10, TimeUnit.SECONDS);
      for (int i = 0; i < FRAMES; i++) {
        channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame(i))));
        assertThat(client.got.poll(10, TimeUnit.SECONDS)).isEqualTo(frame(i));
      }
      channel.writeAndFlush(new CloseWebSocketFrame(1000, "done"));
      assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
      assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      channel.close();
    }
  }
}
