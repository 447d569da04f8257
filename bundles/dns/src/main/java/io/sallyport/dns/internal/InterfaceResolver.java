// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.dns.DnsPlan;
import io.sallyport.dns.DnsResolver;
import io.sallyport.dns.internal.config.Plan;
import io.sallyport.dns.internal.fakeip.FakeIpPool;
import io.sallyport.dns.internal.server.Ask;
import io.sallyport.dns.internal.server.Counters;
import io.sallyport.dns.internal.server.Counters.Count;
import io.sallyport.dns.internal.server.Ground;
import io.sallyport.dns.internal.wire.Query;
import io.sallyport.dns.internal.wire.QueryReader;
import io.sallyport.dns.internal.wire.Question;
import io.sallyport.dns.internal.wire.Reply;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The resolver of one inbound. */
final class InterfaceResolver implements DnsResolver {

  private static final int SERVFAIL = 2;

  /** Clients that wait at a time; each holds some hundred bytes. */
  private static final int MAX_WAITING = 4096;

  private final String tag;
  private final Supplier<Policy> policy;
  private final Resolvers owner;
  private final Counters counters = new Counters();
  private final AnswerCache cache = new AnswerCache(Resolvers::seconds);
  private final Lookups lookups;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Generation generation;
  private volatile boolean closed;

  InterfaceResolver(String tag, Plan plan, Supplier<Policy> policy, Resolvers owner)
      throws ConfigException {
    this.tag = tag;
    this.policy = policy;
    this.owner = owner;
    this.lookups = new Lookups(cache, counters, owner.pools());
    var pool = plan.fakeIp() == null ? null : owner.pools().open(plan.fakeIp());
    this.generation = generation(plan, pool, null);
  }

  private Generation generation(Plan plan, @Nullable FakeIpPool pool, @Nullable Generation before)
      throws ConfigException {
    try {
      var next = Generation.open(plan, policy, pool, owner.ground(tag, counters, plan), before);
      cache.resize(plan.cacheCapacity(), plan.staleFor().toSeconds());
      return next;
    } catch (ConfigException e) {
      if (pool != null && (before == null || before.pool() != pool)) {
        owner.pools().release(pool);
      }
      throw e;
    }
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public Future<@Nullable ByteBuf> answer(ByteBuf message, Origin origin, EventLoop loop) {
    return answer(message, Network.UDP, origin, loop, ByteBufAllocator.DEFAULT);
  }

  Future<@Nullable ByteBuf> answer(
      ByteBuf message, Network network, Origin origin, EventLoop loop, ByteBufAllocator alloc) {
    Query query;
    try {
      query = QueryReader.read(message);
    } finally {
      message.release();
    }
    counters.add(Count.QUERIES);
    return switch (query) {
      case null -> {
        counters.add(Count.MALFORMED);
        yield loop.newSucceededFuture(null);
      }
      case Query.Bad bad -> {
        counters.add(Count.MALFORMED);
        yield loop.newSucceededFuture(Reply.error(bad, bad.rcode(), alloc));
      }
      case Query.Good good -> {
        var ask = new Ask(good.question(), good.edns().dnssecOk(), good.checkingDisabled());
        yield written(good, resolve(ask, network, origin, loop), network, loop, alloc);
      }
    };
  }

  private Future<@Nullable ByteBuf> written(
      Query.Good query,
      Future<Outcome> asked,
      Network network,
      EventLoop loop,
      ByteBufAllocator alloc) {
    if (asked.isDone()) {
      return loop.newSucceededFuture(reply(query, asked, network, alloc));
    }
    Promise<@Nullable ByteBuf> done = loop.newPromise();
    asked.addListener(
        (Future<Outcome> outcome) -> {
          var reply = reply(query, outcome, network, alloc);
          if (!done.trySuccess(reply) && reply != null) {
            reply.release();
          }
        });
    return done;
  }

  private @Nullable ByteBuf reply(
      Query.Good query, Future<Outcome> asked, Network network, ByteBufAllocator alloc) {
    if (!asked.isSuccess()) {
      counters.add(Count.SERVFAIL);
      return Reply.error(query, SERVFAIL, alloc);
    }
    var outcome = asked.getNow();
    if (outcome.answer() == null) {
      return null;
    }
    var reply = Reply.of(query, outcome.answer(), outcome.age(), network == Network.UDP, alloc);
    if (Reply.isCut(reply)) {
      counters.add(Count.TRUNCATED);
    }
    return reply;
  }

  /** Whoever asks is on an event loop that serves others too: nothing may be thrown at it. */
  private Future<Outcome> begun(
      Generation now, Ask ask, Network network, Origin origin, EventLoop loop) {
    try {
      return lookups.begin(now, ask, network, origin, loop);
    } catch (RuntimeException e) {
      return loop.newFailedFuture(e);
    }
  }

  /** Answers a question; fails where no server could. */
  Future<Outcome> resolve(Ask ask, Network network, Origin origin, EventLoop loop) {
    if (waiting.get() >= MAX_WAITING || closed) {
      counters.add(Count.OVERLOADED);
      return loop.newFailedFuture(Lookups.failure("too many queries wait, or closed"));
    }
    var now = generation;
    var asked = begun(now, ask, network, origin, loop);
    if (asked.isDone()) {
      return asked;
    }
    waiting.incrementAndGet();
    Promise<Outcome> done = loop.newPromise();
    var timer =
        loop.schedule(
            () -> done.tryFailure(Lookups.failure("no answer in time")),
            now.plan().timeout().toMillis(),
            TimeUnit.MILLISECONDS);
    done.addListener(
        _ -> {
          waiting.decrementAndGet();
          timer.cancel(false);
        });
    Ground.pass(asked, done);
    return done;
  }

  @Override
  public void serve(Channel client, Origin origin) {
    counters.add(Count.TCP_CONNECTIONS);
    StreamClient.serve(client, origin, this);
  }

  @Override
  public boolean isFake(InetAddress address) {
    return owner.pools().isFake(address.getAddress());
  }

  @Override
  public synchronized void update(DnsPlan next) throws ConfigException {
    var plan = (Plan) next;
    var before = generation;
    if (closed) {
      throw new ConfigException("dns", "the resolver is closed");
    }
    var pool = pool(plan, before);
    var after = generation(plan, pool, before);
    generation = after;
    cache.clear();
    if (before.pool() != null && before.pool() != pool) {
      owner.pools().release(before.pool());
    }
    // Who asked before still waits for servers that go.
    owner
        .transport()
        .loop()
        .schedule(
            () -> before.closeExcept(after),
            before.plan().timeout().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private @Nullable FakeIpPool pool(Plan plan, Generation before) throws ConfigException {
    var spec = plan.fakeIp();
    if (spec == null) {
      return null;
    }
    var old = before.pool();
    return old != null && owner.pools().isOf(old, spec) ? old : owner.pools().open(spec);
  }

  @Override
  public Map<String, Long> counters() {
    var all = new HashMap<>(counters.snapshot());
    all.put("waiting", (long) waiting.get());
    all.put("cache_size", (long) cache.size());
    var pool = generation.pool();
    all.put("fakeip_size", pool == null ? 0L : pool.size());
    all.put("fakeip_capacity", pool == null ? 0L : pool.capacity());
    return Map.copyOf(all);
  }

  AnswerCache cache() {
    return cache;
  }

  Generation generation() {
    return generation;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    owner.closed(this);
    generation.close();
    if (generation.pool() instanceof FakeIpPool pool) {
      owner.pools().release(pool);
    }
  }

  /** For people: what a question about a name and type would be. */
  static Ask plain(String name, int type) {
    return new Ask(new Question(name, type), false, false);
  }
}
