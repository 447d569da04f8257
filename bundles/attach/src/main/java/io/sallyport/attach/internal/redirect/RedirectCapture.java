// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.redirect;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ListenOptions;
import io.sallyport.attach.internal.entry.StreamEntrance;
import io.sallyport.attach.internal.life.Capture;
import io.sallyport.attach.internal.life.CaptureContext;
import io.sallyport.attach.internal.life.Presence;
import io.sallyport.attach.internal.rules.CaptureRules;
import io.sallyport.attach.internal.settings.CaptureType;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.linux.Family;
import io.sallyport.linux.RoutingPlan;
import io.sallyport.linux.SocketOptions;
import io.sallyport.linux.SystemCallException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Capture by redirect: connections come to a listener on all addresses, since the kernel chooses
 * that of the interface, and netfilter remembers where they were going to. Whoever was not
 * redirected is reset. Like those of {@code tproxy} its sockets are of one interface as it is now,
 * as netfilter gives what they send the address of somebody else.
 */
public final class RedirectCapture implements Capture {

  private static final long PATIENCE_SECONDS = 10;
  private static final int PORT_ATTEMPTS = 16;
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_767;

  private final CaptureContext context;
  private @Nullable Channel streams;
  private @Nullable Channel dns;
  private @Nullable Presence presence;

  public RedirectCapture(CaptureContext context) {
    this.context = context;
  }

  @Override
  public void open() throws IOException {
    var settings = context.entrance().settings().get();
    var now = Presence.now(settings.interfaceName());
    presence = now;
    if (!now.there()) {
      return;
    }
    try {
      if (settings.tcp()) {
        var entrance =
            new StreamEntrance(
                context.entrance(), context.dnsStreams(), RedirectCapture::destination);
        var options = new ListenOptions(now.index(), false);
        streams = bound(address -> context.transport().listen(address, options, entrance));
      }
      if (settings.udp()) {
        var questions = new RedirectedQuestions(context.entrance());
        var transport = context.transport();
        dns = bound(address -> transport.bindDatagrams(address, questions, transport.loop()));
        // Nothing is led there yet.
        if (!(dns instanceof EpollDatagramChannel socket)) {
          throw new IOException("redirect needs the transport epoll");
        }
        SocketOptions.bindToInterface(socket.fd().intValue(), now.index());
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Binds to a port that the kernel gives to nobody by itself: the rules outlive this process, and
   * whoever had its port next would be sent what clients say.
   */
  private static Channel bound(Function<InetSocketAddress, Future<Channel>> binding)
      throws IOException {
    for (int i = 0; ; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      try {
        return await(binding.apply(new InetSocketAddress(port)));
      } catch (IOException e) {
        if (i == PORT_ATTEMPTS || e.getCause() == null) {
          throw e;
        }
      }
    }
  }

  private static Channel await(Future<Channel> bound) throws IOException {
    bound.awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (bound.isSuccess()) {
      return bound.getNow();
    }
    bound.addListener(
        (Future<Channel> late) -> {
          if (late.isSuccess()) {
            late.getNow().close();
          }
        });
    var cause = bound.cause();
    throw new IOException(
        "cannot listen: " + (cause == null ? "no event loop has the time" : cause.getMessage()),
        cause);
  }

  private static @Nullable InetSocketAddress destination(Channel client) {
    if (!(client instanceof EpollSocketChannel socket)
        || !(client.remoteAddress() instanceof InetSocketAddress from)) {
      return null;
    }
    var family = from.getAddress().getAddress().length == 4 ? Family.INET4 : Family.INET6;
    try {
      var to = SocketOptions.originalDestination(socket.fd().intValue(), family).orElse(null);
      // Netfilter knows every connection; one that goes to where it wanted was not redirected.
      return to == null || to.equals(client.localAddress()) ? null : to;
    } catch (SystemCallException e) {
      return null;
    }
  }

  @Override
  public boolean fits(InterfaceSettings settings) {
    boolean there = presence != null && presence.there();
    return settings.type() == CaptureType.REDIRECT
        && presence != null
        && presence.interfaceName().equals(settings.interfaceName())
        && presence.lasts()
        && (there && settings.tcp()) == (streams != null)
        && (there && settings.udp()) == (dns != null);
  }

  @Override
  public String rules(InterfaceSettings settings) {
    return CaptureRules.redirect(
        settings.interfaceName(),
        port(streams),
        settings.hijacksDns() ? port(dns) : 0,
        settings.ping());
  }

  private static int port(@Nullable Channel channel) {
    return channel != null && channel.localAddress() instanceof InetSocketAddress address
        ? address.getPort()
        : 0;
  }

  @Override
  public RoutingPlan routing(InterfaceSettings settings, List<Family> families) {
    return new RoutingPlan(List.of(), List.of());
  }

  @Override
  public boolean sharesRouting() {
    return true;
  }

  @Override
  public Map<String, Long> counters() {
    return Map.of();
  }

  @Override
  public void close() {
    if (streams != null) {
      streams.close();
    }
    if (dns != null) {
      dns.close();
    }
  }
}
