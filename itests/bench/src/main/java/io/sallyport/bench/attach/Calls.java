// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import io.sallyport.bench.Samples;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Connections one after the other, so many at a time, by one thread. */
final class Calls implements AutoCloseable {

  private static final long SLOW_NANOS = 5_000_000_000L;
  private static final long LOOK_MILLIS = 500;

  /** After so many failures no more connections are begun. */
  private static final int ENOUGH = 1000;

  private final Caller.Order order;
  private final InetSocketAddress to;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
  private final ByteBuffer message = ByteBuffer.allocateDirect(Answerer.MESSAGE);
  private final Samples samples = new Samples();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Set<Call> open = new HashSet<>();
  private long begun;
  private long failed;

  /** One connection. */
  private static final class Call {
    final SocketChannel channel;
    final long start = System.nanoTime();
    int received;

    Call(SocketChannel channel) {
      this.channel = channel;
    }
  }

  Calls(Caller.Order order) throws IOException {
    this.order = order;
    this.to = new InetSocketAddress(order.host(), Answerer.ONCE);
    for (int i = 0; i < Answerer.MESSAGE; i++) {
      message.put((byte) (i * 37));
    }
  }

  Caller.Done run() throws IOException {
    long start = System.nanoTime();
    long end = start + (long) (order.seconds() * 1e9);
    for (int i = 0; i < order.parallel(); i++) {
      begin();
    }
    while (!open.isEmpty()) {
      if (selector.select(this::ready, LOOK_MILLIS) == 0) {
        giveUpOnSlow();
      }
      while (open.size() < order.parallel() && System.nanoTime() - end < 0 && wanted()) {
        begin();
      }
    }
    var sorted = Samples.all(List.of(samples));
    return new Caller.Done(
        sorted.count(),
        (System.nanoTime() - start) / 1e9,
        sorted.micros(0.5),
        sorted.micros(0.99),
        failures);
  }

  private boolean wanted() {
    return begun < order.count() && failed < ENOUGH;
  }

  private void begin() throws IOException {
    if (!wanted()) {
      return;
    }
    begun++;
    var channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    var call = new Call(channel);
    open.add(call);
    try {
      channel.connect(to);
      channel.register(selector, SelectionKey.OP_CONNECT, call);
    } catch (IOException e) {
      end(call, e);
    }
  }

  private void ready(SelectionKey key) {
    var call = (Call) key.attachment();
    try {
      if (key.isConnectable()) {
        call.channel.finishConnect();
        call.channel.write(message.duplicate().flip());
        key.interestOps(SelectionKey.OP_READ);
        return;
      }
      int n = call.channel.read(buffer.clear());
      if (n < 0) {
        end(call, call.received == Answerer.MESSAGE ? null : new EOFException("ended early"));
        return;
      }
      var expected = message.duplicate().flip().position(call.received);
      if (n > expected.remaining() || !buffer.flip().equals(expected.limit(call.received + n))) {
        throw new IOException("wrong bytes");
      }
      call.received += n;
    } catch (IOException e) {
      end(call, e);
    }
  }

  private void giveUpOnSlow() {
    long now = System.nanoTime();
    for (var call : List.copyOf(open)) {
      if (now - call.start > SLOW_NANOS) {
        end(call, new IOException("no end within 5 s"));
      }
    }
  }

  private void end(Call call, @org.jspecify.annotations.Nullable IOException why) {
    open.remove(call);
    try {
      call.channel.close();
    } catch (IOException e) {
      failures.merge("close: " + e.getMessage(), 1, Integer::sum);
    }
    if (why == null) {
      samples.add(System.nanoTime() - call.start);
    } else {
      failed++;
      failures.merge(String.valueOf(why.getMessage()), 1, Integer::sum);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
