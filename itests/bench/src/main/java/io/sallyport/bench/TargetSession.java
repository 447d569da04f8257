// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection at the target. Holds no buffer while it waits. */
final class TargetSession {

  /** How many chunks one session may move before the others have their turn. */
  private static final int TURN = 4;

  private final Target target;
  private final SocketChannel channel;

  private @Nullable Greeting greeting;
  private @Nullable ByteBuffer head;
  private @Nullable ByteBuffer unsent;
  private long received;
  private long sent;

  TargetSession(Target target, SocketChannel channel) {
    this.target = target;
    this.channel = channel;
  }

  void ready(SelectionKey key) throws IOException {
    if (key.isReadable()) {
      read(key);
    }
    if (key.isValid() && key.isWritable()) {
      write(key);
    }
  }

  private void read(SelectionKey key) throws IOException {
    for (int i = 0; i < TURN; i++) {
      var buffer = target.buffer.clear();
      int n = channel.read(buffer);
      if (n < 0) {
        close();
        return;
      }
      if (n == 0) {
        return;
      }
      buffer.flip();
      if (greeting == null) {
        greet(buffer, key);
      }
      take(buffer, key);
      if (n < buffer.capacity()) {
        return;
      }
    }
  }

  private void greet(ByteBuffer buffer, SelectionKey key) throws IOException {
    var begun = head == null ? ByteBuffer.allocate(Greeting.LENGTH) : head;
    head = begun;
    while (begun.hasRemaining() && buffer.hasRemaining()) {
      begun.put(buffer.get());
    }
    if (begun.hasRemaining()) {
      return;
    }
    head = null;
    greeting = Greeting.take(begun.flip());
    if (greeting == null) {
      close();
      return;
    }
    received = Pattern.start(greeting.stream());
    sent = received;
    if (greeting.service().sends()) {
      key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  private void take(ByteBuffer bytes, SelectionKey key) throws IOException {
    if (greeting == null || !bytes.hasRemaining()) {
      return;
    }
    switch (greeting.service()) {
      case ECHO -> {
        channel.write(bytes);
        if (bytes.hasRemaining()) {
          unsent = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
          key.interestOps(SelectionKey.OP_WRITE);
        }
      }
      case SINK, DUPLEX -> {
        long[] run = target.run(greeting.run());
        run[0] += bytes.remaining();
        run[1] += target.pattern.wrong(bytes, received);
        received += bytes.remaining();
      }
      case TALLY -> {
        var answer = ByteBuffer.allocate(Tally.LENGTH);
        target.tally(greeting.run()).put(answer);
        channel.write(answer.flip());
      }
      case SOURCE -> close();
    }
  }

  private void write(SelectionKey key) throws IOException {
    if (unsent != null) {
      channel.write(unsent);
      if (!unsent.hasRemaining()) {
        unsent = null;
        key.interestOps(SelectionKey.OP_READ);
      }
      return;
    }
    for (int i = 0; i < TURN; i++) {
      int n = channel.write(target.pattern.at(sent, Pattern.CHUNK));
      sent += n;
      if (n < Pattern.CHUNK) {
        return;
      }
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was ended already by its peer.
      assert e != null;
    }
  }
}
