// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.dns.internal.config.ServerSpec;
import io.sallyport.dns.internal.wire.Answer;
import io.sallyport.dns.internal.wire.Question;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * As this machine is configured: addresses and names of addresses by its resolver, hosts file
 * included; whatever else is asked by the name servers of resolv.conf(5). With a detour everything
 * goes to those servers by that outbound, as the machine's resolver would ask past it.
 */
final class LocalServer implements DnsServer {

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  /** The outbound that is this machine itself. */
  private static final String NO_DETOUR = "direct";

  private final Ground ground;
  private final ServerSpec.Local spec;
  private final Map<Destination, DnsServer> servers = new HashMap<>();

  LocalServer(Ground ground, ServerSpec.Local spec) {
    this.ground = ground;
    this.spec = spec;
  }

  @Override
  public Future<Answer> ask(Ask ask, EventLoop loop) {
    int type = ask.question().type();
    boolean answerable = ask.question().wantsAddress() || type == Question.PTR;
    if (answerable && spec.detour().equals(NO_DETOUR)) {
      return ByOutboundServer.inTime(
          Resolved.ask(machine(), ask.question(), ground.forbidden(), loop), ground, loop);
    }
    Promise<Answer> done = loop.newPromise();
    Thread.ofVirtual()
        .name("dns-resolv.conf")
        .start(() -> ask(NameServers.read(RESOLV_CONF), 0, ask, done, loop));
    return done;
  }

  private Resolved.Resolver machine() {
    return new Resolved.Resolver() {
      @Override
      public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
        return ground.transport().resolve(name, family, loop);
      }

      @Override
      public Future<String> reverse(InetAddress address, EventLoop loop) {
        return ground.transport().reverse(address, loop);
      }
    };
  }

  private void ask(
      List<Destination> all, int index, Ask ask, Promise<Answer> done, EventLoop loop) {
    if (index == all.size()) {
      done.tryFailure(
          new ConnectFailure(
              ConnectFailure.Reason.RESOLVE_FAILED, "no name server of this machine answers"));
      return;
    }
    server(all.get(index))
        .ask(ask, loop)
        .addListener(
            (Future<Answer> answer) -> {
              if (answer.isSuccess()) {
                done.trySuccess(answer.getNow());
              } else {
                ask(all, index + 1, ask, done, loop);
              }
            });
  }

  private synchronized DnsServer server(Destination at) {
    if (servers.size() > 16) {
      servers.values().forEach(DnsServer::close);
      servers.clear();
    }
    return servers.computeIfAbsent(
        at,
        address ->
            Servers.udp(
                ground,
                new ServerSpec.Remote(
                    spec.tag(), ServerSpec.Kind.UDP, address, spec.detour(), null, "")));
  }

  @Override
  public synchronized void close() {
    servers.values().forEach(DnsServer::close);
    servers.clear();
  }
}
