// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.sockscodec.SocksAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes as SagerNet/sing's {@code common/uot} has them. */
class UotStreamTest {

  private static final String V4 = "00c00002070035";
  private static final String V6 = "0120010db80000000000000000000000010035";
  private static final String NAME = "0209612e6578616d706c650035";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String out(EmbeddedChannel channel) {
    var all = new StringBuilder();
    for (ByteBuf part; (part = channel.readOutbound()) != null; part.release()) {
      all.append(ByteBufUtil.hexDump(part));
    }
    return all.toString();
  }

  private static List<String> in(EmbeddedChannel channel) {
    var all = new ArrayList<String>();
    for (Datagram one; (one = channel.readInbound()) != null; one.release()) {
      all.add(one.peer() + " " + ByteBufUtil.hexDump(one.content()));
    }
    return all;
  }

  @Test
  void writesTheRequestAndThenEachDatagramWithItsFarEnd() {
    var channel = new EmbeddedChannel(new UotEncoder(new SocksAddress.Name("a.example", 53)));
    assertThat(out(channel)).isEqualTo("00" + "0309612e6578616d706c650035");
    for (String host : new String[] {"192.0.2.7", "2001:db8::1", "a.example"}) {
      channel.writeOutbound(
          new Datagram(Destination.of(host, 53), Unpooled.wrappedBuffer(bytes("cafe"))));
    }
    assertThat(out(channel)).isEqualTo(V4 + "0002cafe" + V6 + "0002cafe" + NAME + "0002cafe");
    channel.writeOutbound(new Datagram(Destination.of("192.0.2.7", 53), Unpooled.EMPTY_BUFFER));
    assertThat(out(channel)).isEqualTo(V4 + "0000");
    var large = Unpooled.buffer(65_536).writeZero(65_536);
    channel.writeOutbound(new Datagram(Destination.of("192.0.2.7", 53), large));
    assertThat(out(channel)).isEmpty();
    assertThat(large.refCnt()).isZero();
    channel.finishAndReleaseAll();
  }

  @Test
  void aStreamThatIsStoppedUpLosesDatagramsAndStoresNone() {
    var channel = new EmbeddedChannel(new UotEncoder(new SocksAddress.Name("a.example", 53)));
    out(channel);
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    var content = Unpooled.buffer(2).writeZero(2);
    channel.writeOutbound(new Datagram(Destination.of("192.0.2.7", 53), content));
    assertThat(out(channel)).isEmpty();
    assertThat(content.refCnt()).isZero();
    channel.finishAndReleaseAll();
  }

  @Test
  void readsDatagramsHoweverTheStreamIsCut() {
    byte[] all = bytes(V4 + "0002cafe" + V6 + "0000" + NAME + "0001ff");
    List<String> expected = List.of("192.0.2.7:53 cafe", "[2001:db8::1]:53 ", "a.example:53 ff");
    for (int cut = 0; cut <= all.length; cut++) {
      var channel = new EmbeddedChannel(new UotDecoder());
      channel.writeInbound(Unpooled.copiedBuffer(all, 0, cut));
      channel.writeInbound(Unpooled.copiedBuffer(all, cut, all.length - cut));
      assertThat(in(channel)).as("cut at " + cut).isEqualTo(expected);
      channel.finishAndReleaseAll();
    }
    var single = new EmbeddedChannel(new UotDecoder());
    for (byte one : all) {
      single.writeInbound(Unpooled.wrappedBuffer(new byte[] {one}));
    }
    assertThat(in(single)).isEqualTo(expected);
    single.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"03", "ff", "020000350000", "0201200035" + "0000", "0201800035" + "0000"})
  void whatIsNoSuchStreamIsClosed(String hex) {
    var channel = new EmbeddedChannel(new UotDecoder());
    channel.writeInbound(Unpooled.wrappedBuffer(bytes(hex)));
    assertThat(in(channel)).isEmpty();
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }

  @Test
  void theEndOfTheStreamIsTheEndOfTheAssociation() {
    var channel = new EmbeddedChannel(new UotDecoder());
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void goesByAStreamToTheMagicName() throws Exception {
    var magic = "0317" + Flows.hex("sp.v2.udp-over-tcp.arpa") + "0000";
    var script =
        "<050100 >0500 <050100"
            + magic
            + " >05000001000000000000 <0001c00002070035"
            + " <"
            + V4
            + "0002cafe >"
            + V4
            + "0002beef close end";
    try (var transport = new LoopbackTransport("nio", 1);
        var proxy = new ScriptedProxy(script, true)) {
      var config = Flows.config(proxy, ".udp_over_tcp", "{\"enabled\":true,\"version\":2}");
      var outbound = new SocksOutbound(transport, Flows.NO_DETOURS, config);
      var tcp = Flows.to("192.0.2.7", 53);
      var flow = Flow.open(Network.UDP, tcp.origin(), tcp.destination());
      var associating = outbound.associate(flow, transport.loop());
      assertThat(associating.await(10_000)).isTrue();
      assertThat(associating.cause()).isNull();
      var channel = associating.getNow();
      var got = new java.util.concurrent.CompletableFuture<String>();
      channel
          .eventLoop()
          .execute(
              () -> {
                channel
                    .pipeline()
                    .addLast(
                        new io.netty.channel.ChannelInboundHandlerAdapter() {
                          @Override
                          public void channelRead(
                              io.netty.channel.ChannelHandlerContext ctx, Object message) {
                            var datagram = (Datagram) message;
                            got.complete(
                                datagram.peer() + " " + ByteBufUtil.hexDump(datagram.content()));
                            datagram.release();
                          }
                        });
                channel.read();
                channel.writeAndFlush(
                    new Datagram(
                        Destination.of("192.0.2.7", 53), Unpooled.wrappedBuffer(bytes("cafe"))));
              });
      assertThat(got.get(10, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("192.0.2.7:53 beef");
      channel.eventLoop().execute(channel::read);
      assertThat(channel.closeFuture().await(10_000)).isTrue();
      proxy.finish();
    }
  }
}
