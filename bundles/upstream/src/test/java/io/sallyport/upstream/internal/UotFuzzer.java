// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sallyport.api.Datagram;
import io.sallyport.sockscodec.SocksAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Entry for Jazzer: whatever a server of UDP over TCP sends, the same datagrams come of it however
 * it is cut, nothing is held that was only announced, and what is read can be written and read
 * again.
 */
public final class UotFuzzer {

  private UotFuzzer() {}

  /** One input: all that the server sends. */
  public static void fuzzerTestOneInput(byte[] data) {
    var whole = new ArrayList<Datagram>();
    boolean open = read(data, Math.max(1, data.length), whole);
    var single = new ArrayList<Datagram>();
    if (open != read(data, 1, single) || !shown(whole).equals(shown(single))) {
      throw new AssertionError("whole: " + shown(whole) + ", by bytes: " + shown(single));
    }
    var again = new ArrayList<Datagram>();
    if (!read(written(whole), Integer.MAX_VALUE, again) || !shown(whole).equals(shown(again))) {
      throw new AssertionError("first: " + shown(whole) + ", again: " + shown(again));
    }
    List.of(whole, single, again).forEach(list -> list.forEach(Datagram::release));
  }

  /** Reads a stream in segments; whether it is still open. */
  private static boolean read(byte[] data, int segment, List<Datagram> into) {
    var channel = new EmbeddedChannel(new UotDecoder());
    for (int at = 0; at < data.length && channel.isOpen(); ) {
      int length = Math.min(segment, data.length - at);
      channel.writeInbound(Unpooled.copiedBuffer(data, at, length));
      at += length;
    }
    boolean open = channel.isOpen();
    channel.finish();
    for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
      into.add((Datagram) read);
    }
    return open;
  }

  private static byte[] written(List<Datagram> datagrams) {
    var channel = new EmbeddedChannel(new UotEncoder(SocksAddress.ANY_IPV4));
    ((ByteBuf) channel.readOutbound()).release();
    for (var datagram : datagrams) {
      channel.writeOutbound(new Datagram(datagram.peer(), datagram.content().retainedDuplicate()));
    }
    var all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    channel.finish();
    return ByteBufUtil.getBytes(all);
  }

  private static List<String> shown(List<Datagram> datagrams) {
    return datagrams.stream()
        .map(one -> one.peer() + " " + ByteBufUtil.hexDump(one.content()))
        .toList();
  }
}
