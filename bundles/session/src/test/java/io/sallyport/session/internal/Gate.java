// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Outbound;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.Logger;

/**
 * A session manager between real sockets: a client connects, its connection is served at once, and
 * the outbounds of the test connect to a server socket of the test.
 */
final class Gate implements Inbound {

  static final Isolation ISOLATION = new Isolation(List.of("of the gate"));

  static final Policy.Limits LIMITS =
      new Policy.Limits(
          0,
          0,
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          false);

  final MultiThreadIoEventLoopGroup group;
  private final boolean epoll;
  final SessionManager sessions;
  final ServerSocket target;
  final BlockingQueue<ConnectFailure> failures = new LinkedBlockingQueue<>();
  final BlockingQueue<Flow> served = new LinkedBlockingQueue<>();
  volatile Policy policy = policy(LIMITS, _ -> route("direct"));
  volatile byte[] surplus = {};
  volatile boolean clientSpeaksFirst;
  volatile Destination destination;
  volatile @Nullable String user;
  volatile Function<String, Policy.UserLimits> limitsOf = _ -> Policy.UserLimits.NONE;
  private final Channel listener;
  private final List<AutoCloseable> toClose = new ArrayList<>();

  Gate() throws Exception {
    this(false);
  }

  Gate(boolean epoll) throws Exception {
    this(epoll, null);
  }

  /**
   * @param path of the Unix socket by which its clients come, by epoll only; null for a port
   */
  Gate(boolean epoll, @Nullable Path path) throws Exception {
    this.epoll = epoll;
    group =
        new MultiThreadIoEventLoopGroup(
            2, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    sessions = new SessionManager(Map.of("shutdown_timeout", "200ms"), silentLog());
    target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    destination = Destination.of("127.0.0.1", target.getLocalPort());
    listener =
        new ServerBootstrap()
            .group(group)
            .channel(server(path != null))
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    client.eventLoop().execute(() -> accept(client));
                  }
                })
            .bind(
                path == null
                    ? new InetSocketAddress("127.0.0.1", 0)
                    : new DomainSocketAddress(path.toFile()))
            .sync()
            .channel();
    register("direct", this::dial);
  }

  private Class<? extends ServerChannel> server(boolean unix) {
    if (unix) {
      return EpollServerDomainSocketChannel.class;
    }
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  private void accept(Channel client) {
    var source =
        client.remoteAddress() instanceof InetSocketAddress address
            ? address
            : InetSocketAddress.createUnresolved("unix", 0);
    var origin = new Origin("gate", "fake", null, source, user);
    var flow = Flow.open(Network.TCP, origin, destination);
    served.add(flow);
    sessions.serve(
        this,
        flow,
        client,
        new Answer() {
          @Override
          public void connected(@Nullable SocketAddress bound) {
            client.writeAndFlush(client.alloc().buffer().writeByte('+'));
          }

          @Override
          public void failed(ConnectFailure failure) {
            failures.add(failure);
            client.close();
          }

          @Override
          public boolean clientSpeaksFirst() {
            return clientSpeaksFirst;
          }
        });
    if (surplus.length > 0) {
      client.pipeline().fireChannelRead(client.alloc().buffer().writeBytes(surplus));
      client.pipeline().fireChannelReadComplete();
    }
  }

  /** What an outbound does. */
  interface Connect {
    Future<Channel> connect(Flow flow, EventLoop loop);
  }

  Outbound register(String tag, Connect connect) {
    Outbound outbound = connect::connect;
    sessions.addOutbound(FakeReference.tagged(tag), outbound);
    return outbound;
  }

  /** Plain connect to where the flow wants. */
  Future<Channel> dial(Flow flow, EventLoop loop) {
    var done = loop.<Channel>newPromise();
    new Bootstrap()
        .group(loop)
        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .handler(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void handlerAdded(io.netty.channel.ChannelHandlerContext ctx) {
                ctx.pipeline().remove(this);
              }
            })
        .connect(((Destination.Address) flow.destination()).toSocketAddress())
        .addListener(
            (ChannelFuture f) -> {
              if (f.isSuccess()) {
                done.trySuccess(f.channel());
              } else {
                done.tryFailure(
                    new ConnectFailure(ConnectFailure.Reason.REFUSED, "refused", f.cause()));
              }
            });
    return done;
  }

  Socket client() throws Exception {
    var socket = new Socket();
    socket.setSoTimeout(10_000);
    socket.connect(listener.localAddress(), 5000);
    toClose.add(socket);
    return socket;
  }

  /** A client whose session is up: the greeting byte has been read. */
  Socket joined() throws Exception {
    var socket = client();
    if (socket.getInputStream().read() != '+') {
      throw new AssertionError("not connected: " + failures.poll(1, TimeUnit.SECONDS));
    }
    return socket;
  }

  Socket accepted() throws Exception {
    target.setSoTimeout(10_000);
    var socket = target.accept();
    socket.setSoTimeout(10_000);
    toClose.add(socket);
    return socket;
  }

  ConnectFailure failure() throws InterruptedException {
    var failure = failures.poll(10, TimeUnit.SECONDS);
    if (failure == null) {
      throw new AssertionError("no failure within 10 s");
    }
    return failure;
  }

  static Decision route(String outbound) {
    return new Decision.Route(Decision.Rule.FINAL, outbound, RouteOptions.NONE);
  }

  static Policy policy(Policy.Limits limits, Function<Question, Decision> decide) {
    return new Policy() {
      @Override
      public Decision decide(Question question) {
        return decide.apply(question);
      }

      @Override
      public Explanation explain(Question question) {
        return new Explanation(List.of(), decide(question));
      }

      @Override
      public Set<String> outbounds() {
        return Set.of();
      }

      @Override
      public List<RuleText> rules() {
        return List.of();
      }

      @Override
      public Isolation isolate(Flow flow) {
        return ISOLATION;
      }

      @Override
      public Limits limits() {
        return limits;
      }
    };
  }

  private static Logger silentLog() {
    return (Logger)
        Proxy.newProxyInstance(
            Gate.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (_, m, _) -> m.getReturnType() == boolean.class ? false : null);
  }

  @Override
  public String tag() {
    return "gate";
  }

  @Override
  public String type() {
    return "fake";
  }

  @Override
  public Policy policy() {
    return policy;
  }

  @Override
  public Policy.UserLimits limitsOf(String name) {
    return limitsOf.apply(name);
  }

  @Override
  public Status status() {
    return new Status("loopback", null);
  }

  void close() throws Exception {
    listener.close().sync();
    sessions.stop();
    for (var one : toClose) {
      one.close();
    }
    target.close();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
  }
}
