// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A name server on loopback that says what a test tells it to. */
final class ScriptedDns implements AutoCloseable {

  private record Answer(DnsResponseCode code, long delayMillis, List<String> addresses) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Channel channel;

  ScriptedDns(EventLoopGroup group) {
    channel =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Handler());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  ScriptedDns say(DnsRecordType type, String name, long delayMillis, String... addresses) {
    answers.put(
        type.name() + " " + name,
        new Answer(DnsResponseCode.NOERROR, delayMillis, List.of(addresses)));
    return this;
  }

  ScriptedDns refuse(String name, DnsResponseCode code) {
    return refuse(name, code, DnsRecordType.A, DnsRecordType.AAAA);
  }

  ScriptedDns refuse(String name, DnsResponseCode code, DnsRecordType... types) {
    for (var type : types) {
      answers.put(type.name() + " " + name, new Answer(code, 0, List.of()));
    }
    return this;
  }

  /** An address, or for PTR a name in labels. */
  private static ByteBuf data(DnsQuestion question, String answer) {
    if (!question.type().equals(DnsRecordType.PTR)) {
      return Unpooled.wrappedBuffer(NetUtil.createByteArrayFromIpAddressString(answer));
    }
    var name = Unpooled.buffer();
    for (String label : answer.split("\\.")) {
      name.writeByte(label.length()).writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    return name.writeByte(0);
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
  }

  private final class Handler extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      String name = question.name().substring(0, question.name().length() - 1);
      asked.add(question.type().name() + " " + name);
      var answer = answers.get(question.type().name() + " " + name);
      if (answer == null) {
        return; // a server that does not answer
      }
      var response =
          new DatagramDnsResponse(query.recipient(), query.sender(), query.id())
              .setCode(answer.code);
      response.addRecord(DnsSection.QUESTION, question);
      for (var address : answer.addresses) {
        response.addRecord(
            DnsSection.ANSWER,
            new DefaultDnsRawRecord(question.name(), question.type(), 60, data(question, address)));
      }
      ctx.executor()
          .schedule(() -> ctx.writeAndFlush(response), answer.delayMillis, TimeUnit.MILLISECONDS);
    }
  }
}
