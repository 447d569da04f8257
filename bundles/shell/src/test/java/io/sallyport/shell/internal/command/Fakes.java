// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Answer;
import io.sallyport.api.Availability;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Outbound;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.Session;
import io.sallyport.api.Sessions;
import io.sallyport.api.Sniffed;
import io.sallyport.api.Transport;
import io.sallyport.api.config.Configurations;
import io.sallyport.api.config.Schema;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Services small enough to be looked through, for commands to show. */
public final class Fakes {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Fakes() {}

  /** A session that stands still. */
  record OneSession(
      Flow flow,
      State state,
      @Nullable String outbound,
      @Nullable String rule,
      @Nullable Sniffed sniffed,
      Instant started,
      Duration idle,
      long up,
      long down,
      AtomicBoolean closed)
      implements Session {

    @Override
    public void close() {
      closed.set(true);
    }
  }

  static OneSession session(String inbound, String host, String outbound, int age, long down) {
    var origin =
        new Origin(inbound, "socks", null, new InetSocketAddress("127.0.0.9", 4000), "alice");
    return new OneSession(
        Flow.open(Network.TCP, origin, Destination.of(host, 443)),
        Session.State.ACTIVE,
        outbound,
        "rule[0]",
        new Sniffed(Sniffed.Protocol.TLS, "sni.example"),
        NOW.minusSeconds(age),
        Duration.ofSeconds(age / 2),
        100,
        down,
        new AtomicBoolean());
  }

  /** A session manager with these. */
  public record AllSessions(
      List<Session> live, List<Count> counts, Map<String, Registered> outbounds)
      implements Sessions {

    @Override
    public void serve(Inbound inbound, Flow flow, Channel client, Answer answer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Session find(long id) {
      return live.stream().filter(one -> one.flow().id() == id).findFirst().orElse(null);
    }
  }

  /** An outbound that does as told. */
  public record OneOutbound(
      BiFunction<Flow, EventLoop, Future<Channel>> way, Availability availability)
      implements Outbound {

    @Override
    public Future<Channel> connect(Flow flow, EventLoop loop) {
      return way.apply(flow, loop);
    }
  }

  /** Sessions with these outbounds. */
  public static AllSessions sessions(List<Session> live, List<Sessions.Count> counts) {
    var outbounds = new LinkedHashMap<String, Sessions.Registered>();
    for (String tag : List.of("tor", "direct")) {
      Availability availability =
          tag.equals("tor") ? new Availability.Unavailable("12% built") : Availability.AVAILABLE;
      outbounds.put(tag, registered(tag, new OneOutbound(Fakes::never, availability)));
    }
    return new AllSessions(live, counts, outbounds);
  }

  static Sessions.Registered registered(String tag, Outbound outbound) {
    return new Sessions.Registered(
        tag, tag + "-type", tag.equals("direct"), "io.sallyport." + tag + " 0.1.0", null, outbound);
  }

  static Future<Channel> never(Flow flow, EventLoop loop) {
    return loop.newPromise();
  }

  /** A policy that decides as a function says. */
  record OnePolicy(Function<Question, Policy.Explanation> way, List<RuleText> rules)
      implements Policy {

    @Override
    public Decision decide(Question question) {
      return explain(question).decision();
    }

    @Override
    public Explanation explain(Question question) {
      return way.apply(question);
    }

    @Override
    public Set<String> outbounds() {
      return Set.of("direct", "gone");
    }

    @Override
    public Limits limits() {
      return new Limits(
          10,
          0,
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ofMinutes(5),
          Duration.ZERO,
          false);
    }
  }

  /** An inbound at its place. */
  record OneInbound(String tag, Policy policy, Status status) implements Inbound {

    @Override
    public String type() {
      return "socks";
    }
  }

  static OneInbound inbound(String tag, Policy policy) {
    return new OneInbound(tag, policy, new Inbound.Status("127.0.0.1:1080", null));
  }

  /** Configuration files. */
  record Files(
      List<ConfigFile> files,
      Collection<Schema> schemas,
      Function<Path, List<Configurations.Finding>> checker)
      implements Configurations {

    @Override
    public List<Finding> check(Path file) {
      return checker.apply(file);
    }
  }

  /** A transport that can give a loop, and nothing else. */
  static Transport transport(EventLoop loop) {
    return (Transport)
        Proxy.newProxyInstance(
            Fakes.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (self, method, arguments) -> {
              if (method.getName().equals("loop")) {
                return loop;
              }
              throw new UnsupportedOperationException(method.toString());
            });
  }
}
