// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one client, in order. Writers wait while it is full, so that a client
 * that does not read stops its command and not the machine; they wait here and not in the socket,
 * because interrupting a thread in a socket closes the socket. Any thread.
 */
final class Outbox {

  /** Characters of output that may wait. */
  static final int MOST = 64 * 1024;

  /** Characters in one message. */
  private static final int CHUNK = 8 * 1024;

  /** After so long a client that reads nothing is taken for dead. */
  private static final long PATIENCE_MINUTES = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Message> waiting = new ArrayDeque<>();
  private int size;
  private boolean closed;

  /** A message; one with a kind ({@code out} or {@code err}) can take more text. */
  private record Message(@Nullable String kind, StringBuilder text) {}

  /**
   * Output of a command; blocks while too much waits already.
   *
   * @throws IOException if the client is gone, or reads nothing for minutes
   */
  void output(String kind, String text) throws IOException {
    for (int from = 0; from < text.length(); from += CHUNK) {
      chunk(kind, text.substring(from, Math.min(text.length(), from + CHUNK)));
    }
  }

  private void chunk(String kind, String text) throws IOException {
    lock.lock();
    try {
      await(text.length());
      Message last = waiting.peekLast();
      if (last != null && kind.equals(last.kind()) && last.text().length() < CHUNK) {
        last.text().append(text);
      } else {
        waiting.add(new Message(kind, new StringBuilder(text)));
      }
      size += text.length();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A message of the protocol itself; never blocks, as no command makes many of them. */
  void message(JsonObject message) {
    lock.lock();
    try {
      waiting.add(new Message(null, new StringBuilder(message.toString())));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(int length) throws IOException {
    long left = TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    try {
      while (!closed && size > 0 && size + length > MOST) {
        if (left <= 0) {
          closed = true;
          changed.signalAll();
        } else {
          left = changed.awaitNanos(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
    if (closed) {
      throw new IOException("the client is gone");
    }
  }

  /** The next line to send; waits for one. Null when it is closed and empty. */
  @Nullable String next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closed) {
          return null;
        }
        changed.await();
      }
      Message message = waiting.remove();
      if (message.kind() == null) {
        return message.text().append('\n').toString();
      }
      size -= message.text().length();
      changed.signalAll();
      var object = new JsonObject();
      object.addProperty(message.kind(), message.text().toString());
      return object + "\n";
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what waits can still be sent. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
