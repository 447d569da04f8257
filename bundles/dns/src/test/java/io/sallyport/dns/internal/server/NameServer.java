// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;
import io.netty.handler.codec.http2.HttpToHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.InboundHttp2ToHttpAdapterBuilder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sallyport.dns.internal.wire.Messages;
import io.sallyport.dns.internal.wire.Query;
import io.sallyport.dns.internal.wire.QueryReader;
import io.sallyport.dns.internal.wire.Question;
import io.sallyport.testing.SelfSigned;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A name server on loopback by UDP, TCP, TLS and HTTPS that says what a test tells it to. */
public final class NameServer implements AutoCloseable {

  /**
   * What was asked.
   *
   * @param via {@code udp}, {@code tcp}, {@code tls}, {@code h1} or {@code h2}
   * @param message all of it
   * @param from port of the client
   * @param connection channel by which it came
   */
  public record Asked(String via, byte[] message, Question question, int from, String connection) {}

  /** What is said, message by message; none for silence. */
  public interface Script {
    List<byte[]> answer(Asked asked);
  }

  public final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  public volatile boolean closeAfterAnswer;
  private final Map<String, byte[][]> zone = new ConcurrentHashMap<>();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Channel> clients = new CopyOnWriteArrayList<>();
  private volatile Script script = this::fromZone;
  public final int port;
  public final int tlsPort;
  public final int httpsPort;
  public final int http1Port;

  public NameServer(@Nullable SelfSigned certificates) throws Exception {
    var tcp =
        listen(
            0,
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                stream(channel, "tcp");
              }
            });
    port = ((InetSocketAddress) tcp.localAddress()).getPort();
    new Bootstrap()
        .group(group)
        .channel(NioDatagramChannel.class)
        .handler(new Datagrams())
        .bind("127.0.0.1", port)
        .sync();
    if (certificates == null) {
      tlsPort = httpsPort = http1Port = 0;
      return;
    }
    tlsPort = secure(certificates, List.of());
    httpsPort = secure(certificates, List.of("h2", "http/1.1"));
    http1Port = secure(certificates, List.of("http/1.1"));
  }

  private Channel listen(int at, ChannelHandler child) throws InterruptedException {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .childHandler(child)
        .bind("127.0.0.1", at)
        .sync()
        .channel();
  }

  private int secure(SelfSigned certificates, List<String> protocols) throws Exception {
    var builder = SslContextBuilder.forServer(certificates.keys()).sslProvider(SslProvider.JDK);
    if (!protocols.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              protocols));
    }
    SslContext context = builder.build();
    var listening =
        listen(
            0,
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(context.newHandler(channel.alloc()));
                if (protocols.isEmpty()) {
                  stream(channel, "tls");
                } else {
                  channel.pipeline().addLast(new Negotiated());
                }
              }
            });
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** What is said to every question from now on. */
  public NameServer script(Script now) {
    script = now;
    return this;
  }

  /** Records of a name and type; without any there is NXDOMAIN. */
  public NameServer put(String name, int type, byte[]... records) {
    zone.put(type + " " + name, records);
    return this;
  }

  /** An answer from the records that were put. */
  public List<byte[]> fromZone(Asked one) {
    var records = zone.get(one.question().type() + " " + one.question().name());
    return List.of(
        records != null
            ? Messages.answer(one.message(), records)
            : Messages.reply(one.message(), 3, 0, 1, 0, Messages.soa(60, 60)));
  }

  public long asked(String via) {
    return asked.stream().filter(one -> one.via().equals(via)).count();
  }

  public long connections(String via) {
    return asked.stream()
        .filter(one -> one.via().equals(via))
        .map(Asked::connection)
        .distinct()
        .count();
  }

  /** Breaks all connections. */
  public void breakConnections() {
    clients.forEach(client -> client.close().syncUninterruptibly());
    clients.clear();
  }

  private List<byte[]> heard(ByteBuf content, String via, Channel channel, int from) {
    byte[] message = ByteBufUtil.getBytes(content);
    if (!(QueryReader.read(content.duplicate()) instanceof Query.Good good)) {
      throw new AssertionError("the client sent what is no query");
    }
    var one = new Asked(via, message, good.question(), from, channel.id().asShortText());
    asked.add(one);
    return script.answer(one);
  }

  private void stream(Channel channel, String via) {
    clients.add(channel);
    channel
        .pipeline()
        .addLast(new LengthFieldBasedFrameDecoder(70_000, 0, 2, 0, 2))
        .addLast(new LengthFieldPrepender(2))
        .addLast(
            new SimpleChannelInboundHandler<ByteBuf>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, ByteBuf query) {
                for (byte[] answer : heard(query, via, ctx.channel(), 0)) {
                  ctx.writeAndFlush(Unpooled.wrappedBuffer(answer));
                }
                if (closeAfterAnswer) {
                  ctx.close();
                }
              }
            });
  }

  private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      for (byte[] answer :
          heard(packet.content(), "udp", ctx.channel(), packet.sender().getPort())) {
        ctx.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer), packet.sender()));
      }
    }
  }

  private final class Negotiated extends ApplicationProtocolNegotiationHandler {
    Negotiated() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      clients.add(ctx.channel());
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        var connection = new DefaultHttp2Connection(true);
        ctx.pipeline()
            .addLast(
                new HttpToHttp2ConnectionHandlerBuilder()
                    .connection(connection)
                    .frameListener(
                        new InboundHttp2ToHttpAdapterBuilder(connection)
                            .maxContentLength(65_535)
                            .build())
                    .build(),
                new Requests("h2"));
      } else {
        ctx.pipeline()
            .addLast(new HttpServerCodec(), new HttpObjectAggregator(65_535), new Requests("h1"));
      }
    }
  }

  private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final String via;

    Requests(String via) {
      this.via = via;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      boolean right =
          request.uri().equals("/dns-query")
              && "application/dns-message".equals(request.headers().get("content-type"))
              && request.headers().get("host", "").startsWith("dns.example");
      var answers = right ? heard(request.content(), via, ctx.channel(), 0) : List.<byte[]>of();
      if (right && answers.isEmpty()) {
        return;
      }
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              right ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST,
              right ? Unpooled.wrappedBuffer(answers.getFirst()) : Unpooled.EMPTY_BUFFER);
      response.headers().set("content-type", "application/dns-message");
      response.headers().setInt("content-length", response.content().readableBytes());
      String stream = request.headers().get(ExtensionHeaderNames.STREAM_ID.text());
      if (stream != null) {
        response.headers().set(ExtensionHeaderNames.STREAM_ID.text(), stream);
      }
      ctx.writeAndFlush(response);
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
