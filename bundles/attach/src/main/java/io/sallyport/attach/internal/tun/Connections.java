// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The connections of a device's listeners, both families: whose an accepted channel really is. */
final class Connections {

  private static final AttributeKey<NatTable.Held> HELD =
      AttributeKey.valueOf(Connections.class, "held");

  private final DeviceAddresses addresses;
  private final NatTable table4;
  private final NatTable table6;
  private final TcpRewriter rewriter;
  private final LongSupplier seconds;

  /**
   * @param bound connections of each family
   */
  Connections(DeviceAddresses addresses, int bound, LongSupplier seconds) {
    this.addresses = addresses;
    this.seconds = seconds;
    this.table4 = new NatTable(true, bound);
    this.table6 = new NatTable(false, bound);
    this.rewriter = new TcpRewriter(addresses, table4, table6);
  }

  TcpRewriter rewriter() {
    return rewriter;
  }

  /** The client of an accepted channel; null if it did not come by the device. */
  @Nullable InetSocketAddress source(Channel channel) {
    return held(channel) instanceof NatTable.Held held ? held.ends().source() : null;
  }

  /** Where it wanted to go; null if that is not known. */
  @Nullable InetSocketAddress destination(Channel channel) {
    return held(channel) instanceof NatTable.Held held
        ? addresses.toOwn(held.ends().destination())
        : null;
  }

  private NatTable.@Nullable Held held(Channel channel) {
    var attribute = channel.attr(HELD);
    var known = attribute.get();
    if (known != null || !(channel.remoteAddress() instanceof InetSocketAddress from)) {
      return known;
    }
    int index = addresses.index(from.getAddress(), from.getPort());
    var table = from.getAddress() instanceof Inet4Address ? table4 : table6;
    var held = index < 0 ? null : table.accept(index);
    if (held != null) {
      attribute.set(held);
      channel.closeFuture().addListener(_ -> table.release(held, (int) seconds.getAsLong()));
    }
    return held;
  }

  /** How many are remembered. */
  int size() {
    return table4.size() + table6.size();
  }
}
