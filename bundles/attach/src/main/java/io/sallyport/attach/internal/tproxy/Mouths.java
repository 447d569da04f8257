// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tproxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.attach.internal.datagram.DatagramSink;
import io.sallyport.attach.internal.flow.FlowTable;
import io.sallyport.attach.internal.rules.Marks;
import io.sallyport.linux.Errno;
import io.sallyport.linux.SystemCallException;
import io.sallyport.linux.TransparentDatagrams;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to clients by sockets that have the addresses of far ends, one for each, shared by all
 * clients and kept for a while. They hear nothing: what clients send to those addresses goes to the
 * tproxy listener, as an unconnected socket is no match for a tproxy rule. On its loop.
 */
final class Mouths implements DatagramSink {

  private static final int MAX = 256;
  private static final long IDLE_SECONDS = 30;
  private static final long SWEEP_SECONDS = 10;

  /** What an ICMP error shows of a datagram is less. */
  private static final int SHOWN = 512;

  /** The kernel limits ICMP errors to about one a second and client; more of ours are in vain. */
  private static final int REFUSALS_PER_SECOND = 500;

  private final BooleanSupplier guarded;
  private final int interfaceIndex;
  private final FlowTable<InetSocketAddress, TransparentDatagrams> open =
      new FlowTable<>(MAX, (_, socket) -> socket.close());
  private final Future<?> sweeping;
  private long second;
  private int refusals;

  /**
   * @param interfaceIndex the one interface by which clients are spoken to
   */
  Mouths(BooleanSupplier guarded, EventLoop loop, int interfaceIndex) {
    this.guarded = guarded;
    this.interfaceIndex = interfaceIndex;
    sweeping =
        loop.scheduleWithFixedDelay(
            () -> open.age(System.nanoTime(), TimeUnit.SECONDS.toNanos(IDLE_SECONDS)),
            SWEEP_SECONDS,
            SWEEP_SECONDS,
            TimeUnit.SECONDS);
  }

  @Override
  public boolean send(InetSocketAddress from, InetSocketAddress client, ByteBuf content) {
    var mouth = mouth(from);
    return mouth != null && mouth.send(content.nioBuffer(), client) == 0;
  }

  private @Nullable TransparentDatagrams mouth(InetSocketAddress from) {
    long now = System.nanoTime();
    var known = open.find(from, now);
    if (known != null || from.getPort() == 0) {
      return known;
    }
    try {
      var opened = TransparentDatagrams.speakAs(from, 0, interfaceIndex);
      return open.findOrAdd(from, now, _ -> opened);
    } catch (SystemCallException e) {
      return null; // the address is taken by another program, or no descriptor is left
    }
  }

  /**
   * Sends the datagram on in the client's name, under the mark by which the guard rejects it before
   * it gets anywhere: the kernel then tells the client, in its own words and within its own limits.
   */
  @Override
  public boolean portUnreachable(InetSocketAddress client, InetSocketAddress far, ByteBuf content) {
    if (!guarded.getAsBoolean() || !allowed()) {
      return false;
    }
    int shown = Math.min(SHOWN, content.readableBytes());
    try (var voice = TransparentDatagrams.speakAs(client, Marks.REFUSED, towards(client))) {
      int errno = voice.send(content.nioBuffer(content.readerIndex(), shown), far);
      return errno == Errno.EPERM.number();
    } catch (SystemCallException e) {
      return false;
    }
  }

  /**
   * Where the datagram would go if nobody rejected it: back. For IPv6 it would find no route by
   * this interface, and not even begin to send; there its mark leads it to this machine itself.
   */
  private int towards(InetSocketAddress client) {
    return client.getAddress() instanceof Inet4Address ? interfaceIndex : 0;
  }

  private boolean allowed() {
    long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    if (now != second) {
      second = now;
      refusals = 0;
    }
    return refusals++ < REFUSALS_PER_SECOND;
  }

  void close() {
    sweeping.cancel(false);
    open.clear();
  }
}
