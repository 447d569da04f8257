// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.sallyport.dns.internal.server.NameServer;
import io.sallyport.dns.internal.wire.Messages;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that others wrote: dig, by UDP and TCP, to sockets as an acceptor would have them. */
class DigTest {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private NameServer server;
  private World world;
  private InterfaceResolver resolver;
  private int port;

  @BeforeAll
  static void needsDig() {
    boolean there = Files.isExecutable(Path.of("/usr/bin/dig"));
    assertThat(there || !"true".equals(System.getenv("CI")))
        .as("dig is needed here: apt install bind9-dnsutils")
        .isTrue();
    assumeTrue(there, "dig is not installed: apt install bind9-dnsutils");
  }

  @BeforeEach
  void start() throws Exception {
    server = new NameServer(null);
    world = new World(null);
    resolver =
        world.resolver(
            "{'servers': [{'type': 'udp', 'tag': 'a', 'server': '127.0.0.1', 'server_port': "
                + server.port
                + "}, {'type': 'fakeip', 'tag': 'fake'}],"
                + " 'rules': [{'domain_suffix': 'fake.example', 'server': 'fake'}]}");
    var tcp =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    resolver.serve(channel, World.CLIENT);
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    port = ((InetSocketAddress) tcp.localAddress()).getPort();
    new Bootstrap()
        .group(group)
        .channel(NioDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                var from = packet.sender();
                resolver
                    .answer(packet.content().retain(), World.CLIENT, ctx.channel().eventLoop())
                    .addListener(
                        (Future<@Nullable ByteBuf> answer) -> {
                          if (answer.getNow() != null) {
                            ctx.writeAndFlush(new DatagramPacket(answer.getNow(), from));
                          }
                        });
              }
            })
        .bind("127.0.0.1", port)
        .sync();
  }

  @AfterEach
  void stop() {
    world.close();
    server.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private String dig(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("dig", "-r", "@127.0.0.1", "-p", "" + port, "+tries=1"));
    command.addAll(Arrays.asList(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output).doesNotContain("Got bad packet", "mismatch");
    return output;
  }

  @Test
  void fakeAddressesBothWays() throws Exception {
    assertThat(dig("+short", "www.fake.example", "A")).isEqualTo("198.18.0.2\n");
    assertThat(dig("+short", "+tcp", "www.fake.example", "A")).isEqualTo("198.18.0.2\n");
    assertThat(dig("+short", "www.fake.example", "AAAA")).isEqualTo("fc00::2\n");
    assertThat(dig("+short", "-x", "198.18.0.2")).isEqualTo("www.fake.example.\n");
    assertThat(dig("+short", "-x", "fc00::2")).isEqualTo("www.fake.example.\n");
    assertThat(dig("+short", "x.onion", "A")).isEqualTo("198.18.0.3\n");
    assertThat(dig("www.fake.example", "HTTPS")).contains("status: NOERROR", "ANSWER: 0");
  }

  @Test
  void answersOfServersWithTheirPointersAndEdns() throws Exception {
    byte[] target = {3, 'w', 'w', 'w', (byte) 0xc0, 0x0c};
    server.put(
        "example.com",
        15,
        Messages.record(
            15,
            300,
            (byte) 0,
            (byte) 10,
            (byte) 2,
            (byte) 'm',
            (byte) 'x',
            (byte) 0xc0,
            (byte) 0x0c));
    server.put("example.com", 1, Messages.record(5, 300, target));
    assertThat(dig("+short", "example.com", "MX")).isEqualTo("10 mx.example.com.\n");
    assertThat(dig("+short", "example.com", "A")).isEqualTo("www.example.com.\n");
    assertThat(dig("none.example.com", "A"))
        .contains("status: NXDOMAIN", "SOA", "EDNS: version: 0, flags:; udp: 1232");
    assertThat(dig("+noedns", "none.example.com", "A")).doesNotContain("EDNS");
    assertThat(dig("+edns=1", "+noednsneg", "none.example.com", "A")).contains("status: BADVERS");
    assertThat(dig("-c", "CH", "version.bind", "TXT")).contains("status: REFUSED");
    assertThat(dig("+opcode=notify", "example.com")).contains("status: NOTIMP");
  }

  @Test
  void longAnswersComeByTcp() throws Exception {
    var many = new byte[90][];
    Arrays.setAll(many, i -> Messages.address("192.0.2." + i, 60));
    server.script(
        one ->
            List.of(
                one.via().equals("udp")
                    ? Messages.reply(one.message(), 0x0200, 0, 0, 0)
                    : Messages.answer(one.message(), many)));
    assertThat(dig("+short", "big.example", "A").lines()).hasSize(90);
    assertThat(dig("+ignore", "big.example", "A")).contains("flags: qr tc rd ra;");
    assertThat(
            dig("+short", "+tcp", "+keepopen", "big.example", "A", "x.fake.example", "A").lines())
        .hasSize(91);
    assertThat(resolver.counters().get("truncated")).isEqualTo(2);
  }
}
