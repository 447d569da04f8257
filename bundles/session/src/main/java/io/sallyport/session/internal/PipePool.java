// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The kernel pipes of one loop that data is spliced through; used on that loop only. A relay holds
 * one only while it moves bulk data, so there are few however many sessions there are.
 */
final class PipePool {

  /** A pipe costs two descriptors: with this many per loop they never crowd out sessions. */
  private static final int MAX_PIPES = 64;

  /** Both ends of an empty pipe. */
  record Pipe(FileDescriptor in, FileDescriptor out) {
    void close() {
      try {
        in.close();
        out.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private final ArrayDeque<Pipe> free = new ArrayDeque<>();
  private int open;

  /** A pipe to be given back; null where there is none to be had, and copying must do. */
  @Nullable Pipe take() {
    var pipe = free.poll();
    if (pipe != null || open >= MAX_PIPES) {
      return pipe;
    }
    try {
      var ends = FileDescriptor.pipe();
      open++;
      return new Pipe(ends[0], ends[1]);
    } catch (IOException e) {
      return null; // out of descriptors: copying needs none
    }
  }

  /** Takes an empty pipe back. */
  void give(Pipe pipe) {
    free.push(pipe);
  }

  /** Forgets a pipe with bytes in it that nobody wants any more. */
  void discard(Pipe pipe) {
    open--;
    pipe.close();
  }

  /** Closes what is free; called when the loop has no sessions left. */
  void shrink() {
    for (Pipe pipe = free.poll(); pipe != null; pipe = free.poll()) {
      open--;
      pipe.close();
    }
  }
}
