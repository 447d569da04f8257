// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.linux.LinkAddress;
import io.sallyport.linux.LinkEvent;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetlinkTest {

  private static final List<Netlink.Message> ALL =
      List.of(
          new Netlink.LinkIs(7, "br-0", 0x11043, 1500, "bridge", 3),
          new Netlink.AddressIs(7, new LinkAddress(InetAddress.ofLiteral("10.0.0.1"), 24)),
          new Netlink.AddressGone(7, new LinkAddress(InetAddress.ofLiteral("fe80::1"), 64)),
          new Netlink.LinkGone(7),
          new Netlink.Done(),
          new Netlink.Failed(16));

  @Test
  void readsWhatTheKernelTells() {
    assertThat(Netlink.parse(ByteBuffer.wrap(datagram()))).isEqualTo(ALL);
  }

  @Test
  void everyTruncationYieldsTheMessagesThatAreWhole() {
    var whole = datagram();
    int before = 0;
    for (int length = 0; length <= whole.length; length++) {
      var messages = Netlink.parse(ByteBuffer.wrap(whole, 0, length));
      assertThat(messages).isEqualTo(ALL.subList(0, messages.size()));
      assertThat(messages).hasSizeGreaterThanOrEqualTo(before);
      before = messages.size();
    }
    assertThat(before).isEqualTo(ALL.size());
  }

  @Test
  void noBytesAtAllMakeItFail() {
    var random = new Random(4);
    var whole = datagram();
    for (int round = 0; round < 20_000; round++) {
      var bytes = whole.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      fuzzerTestOneInput(bytes);
    }
  }

  /** The shape that Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    var table = new LinkTable(event -> {});
    table.beginDump();
    Netlink.parse(ByteBuffer.wrap(bytes)).forEach(table::take);
    table.endDump();
    assertThat(table.links()).hasSizeLessThanOrEqualTo(bytes.length / 32);
  }

  @Test
  void aDumpEndsWhatItDoesNotTellOf() {
    var events = new ArrayList<LinkEvent>();
    var table = new LinkTable(events::add);
    var lo = new Netlink.LinkIs(1, "lo", 0x49, 65536, "", 0);
    var eth = new Netlink.LinkIs(2, "eth0", 0x1043, 1500, "", 0);
    var address = new Netlink.AddressIs(1, new LinkAddress(InetAddress.ofLiteral("127.0.0.1"), 8));
    for (var message : List.of(lo, eth, address)) {
      table.take(message);
    }
    events.clear();
    table.beginDump();
    table.take(lo);
    table.endDump();
    assertThat(events).hasSize(2);
    assertThat(events)
        .anyMatch(e -> e instanceof LinkEvent.Removed r && r.link().name().equals("eth0"))
        .anyMatch(e -> e instanceof LinkEvent.Changed c && c.link().addresses().isEmpty());
    assertThat(table.links()).hasSize(1);
  }

  private static byte[] datagram() {
    var out = new ByteArrayOutputStream();
    var link = new ByteArrayOutputStream();
    link.writeBytes(struct(16).putInt(4, 7).putInt(8, 0x11043).array());
    link.writeBytes(attribute(3, "br-0\0".getBytes(StandardCharsets.US_ASCII)));
    link.writeBytes(attribute(4, struct(4).putInt(0, 1500).array()));
    link.writeBytes(attribute(10, struct(4).putInt(0, 3).array()));
    link.writeBytes(attribute(18, attribute(1, "bridge\0".getBytes(StandardCharsets.US_ASCII))));
    out.writeBytes(message(16, link.toByteArray()));
    out.writeBytes(
        message(20, address(2, 24, 1, new byte[] {10, 0, 0, 9}, new byte[] {10, 0, 0, 1})));
    var ip6 = InetAddress.ofLiteral("fe80::1").getAddress();
    out.writeBytes(message(21, address(10, 64, 1, ip6, null)));
    out.writeBytes(message(17, struct(16).putInt(4, 7).array()));
    // A bridge's word about its port, and a neighbour: neither is told.
    out.writeBytes(message(17, struct(16).put(0, (byte) 7).putInt(4, 7).array()));
    out.writeBytes(message(28, new byte[30]));
    out.writeBytes(message(3, new byte[4]));
    out.writeBytes(message(2, struct(4).putInt(0, -16).array()));
    return out.toByteArray();
  }

  private static byte[] address(
      int family,
      int length,
      int scope,
      byte[] far,
      byte @org.jspecify.annotations.Nullable [] own) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        struct(8)
            .put(0, (byte) family)
            .put(1, (byte) length)
            .put(3, (byte) scope)
            .putInt(4, 7)
            .array());
    out.writeBytes(attribute(1, far));
    if (own != null) {
      out.writeBytes(attribute(2, own));
    }
    return out.toByteArray();
  }

  private static ByteBuffer struct(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
  }

  private static byte[] message(int type, byte[] body) {
    return struct(16 + body.length + 3 & ~3)
        .putInt(0, 16 + body.length)
        .putShort(4, (short) type)
        .put(16, body)
        .array();
  }

  private static byte[] attribute(int type, byte[] value) {
    return struct(4 + value.length + 3 & ~3)
        .putShort(0, (short) (4 + value.length))
        .putShort(2, (short) type)
        .put(4, value)
        .array();
  }
}
