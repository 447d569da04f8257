// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.sallyport.api.Origin;
import io.sallyport.api.Policy;
import io.sallyport.api.Transport;
import io.sallyport.api.config.Settings;
import io.sallyport.direct.internal.BlockOutbound;
import io.sallyport.direct.internal.BuiltInDirect;
import io.sallyport.dns.internal.fakeip.FakeIpPools;
import io.sallyport.dns.internal.server.TestOutbounds;
import io.sallyport.dns.internal.wire.Messages;
import io.sallyport.policy.internal.RulesCompiler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Everything around a resolver, as it is in the product: sockets, outbounds, policies, files. */
final class World implements AutoCloseable {

  static final Transport TRANSPORT = new NioTransport();
  static final Origin CLIENT =
      new Origin(
          "lab1",
          "tproxy",
          "veth-lab1",
          new InetSocketAddress(InetAddress.ofLiteral("10.9.8.7"), 5353),
          null);

  final TestOutbounds outbounds = new TestOutbounds();
  final RulesCompiler policies = new RulesCompiler();
  final FakeIpPools pools;
  final Resolvers resolvers;
  final EventLoop loop = TRANSPORT.loop();
  private final List<InterfaceResolver> open = new ArrayList<>();
  volatile Policy policy;

  World(@Nullable Path folder) throws Exception {
    pools = new FakeIpPools(folder, Resolvers::seconds, complaint -> {});
    outbounds.put("direct", "direct", new BuiltInDirect(TRANSPORT), "tcp", "udp");
    outbounds.put("block", "block", new BlockOutbound(), "tcp", "udp");
    resolvers = new Resolvers(policies, TRANSPORT, outbounds.outbounds(), pools);
    policy = policy("{'final': 'direct'}");
  }

  Policy policy(String json) throws Exception {
    var object = com.google.gson.JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject();
    var values = new java.util.HashMap<String, Object>();
    object
        .asMap()
        .forEach(
            (key, value) ->
                values.put(key, value.isJsonPrimitive() ? value.getAsString() : value.toString()));
    return policies.compile(Settings.of(policies.keys(), values));
  }

  InterfaceResolver resolver(String json) throws Exception {
    var plan = resolvers.compile(json.replace('\'', '"'));
    var resolver = (InterfaceResolver) resolvers.open("lab1", plan, () -> policy);
    open.add(resolver);
    return resolver;
  }

  /** What a client gets for a datagram; null for silence. */
  byte @Nullable [] raw(InterfaceResolver resolver, byte[] query) throws Exception {
    var future = resolver.answer(Unpooled.copiedBuffer(query), CLIENT, loop);
    if (!future.await(15, TimeUnit.SECONDS)) {
      throw new AssertionError("no answer in time");
    }
    var answer = future.getNow();
    if (answer == null) {
      return null;
    }
    try {
      return ByteBufUtil.getBytes(answer);
    } finally {
      answer.release();
    }
  }

  /** Code and records for people: {@code NOERROR A 192.0.2.1}. */
  String ask(InterfaceResolver resolver, String name, int type) throws Exception {
    byte[] query = Messages.query(0x4242, name, type, 1232);
    byte[] answer = raw(resolver, query);
    return answer == null ? "silence" : io.sallyport.dns.internal.wire.Shown.of(answer, query);
  }

  @Override
  public void close() {
    open.forEach(InterfaceResolver::close);
  }
}
