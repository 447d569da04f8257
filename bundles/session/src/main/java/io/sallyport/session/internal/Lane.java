// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link SocketRelay}: copies through the buffer of its loop, and splices
 * through a pipe while it moves bulk.
 */
final class Lane implements Runnable {

  /** Bytes of one direction before other sessions of the loop have their turn. */
  private static final int TURN = 1 << 20;

  /** After so many full buffers in a row a direction is bulk. */
  private static final int BULK_READS = 4;

  /** Splicing less than this at a time is dearer than copying. */
  private static final int SMALL_SPLICE = 16 << 10;

  private static final int SMALL_SPLICES = 8;

  private final SocketRelay sockets;
  private final Relay relay;
  private final LoopSessions loop;
  private final SocketEnd from;
  private final SocketEnd to;
  private int fullReads;
  private int smallSplices;
  private PipePool.@Nullable Pipe pipe;
  private boolean scheduled;

  Lane(SocketRelay sockets, Relay relay, LoopSessions loop, SocketEnd from, SocketEnd to) {
    this.sockets = sockets;
    this.relay = relay;
    this.loop = loop;
    this.from = from;
    this.to = to;
  }

  /** Goes on after others have had their turn. */
  @Override
  public void run() {
    scheduled = false;
    pump();
  }

  /** Moves what can be moved now. */
  void pump() {
    if (sockets.over() || scheduled) {
      return;
    }
    try {
      boolean free = to.flush();
      int moved = 0;
      while (free && from.readable && !from.inputEnded) {
        int n = pipe != null ? splice(pipe) : copy();
        if (n <= 0) {
          break;
        }
        moved += n;
        free = to.flush();
        if (moved >= TURN && free) {
          scheduled = true;
          to.channel.eventLoop().execute(this);
          break;
        }
      }
      if (moved > 0) {
        relay.relayed(from.isClient, moved);
      }
      if (from.inputEnded && free) {
        sockets.shutOutput(to);
      }
      if (free && !from.readable) {
        letGoOfPipe();
      }
    } catch (IOException | NotYetConnectedException e) {
      // The latter is how Netty says that a peer's reset has come before we heard of it.
      sockets.abort();
    }
  }

  private int copy() throws IOException {
    ByteBuffer buffer = loop.buffer();
    int n = from.read(buffer);
    if (n < 0) {
      from.inputEnded = true;
      relay.inputEnded();
      return 0;
    }
    if (n > 0) {
      to.write(buffer, n);
    }
    fullReads = n == buffer.capacity() ? fullReads + 1 : 0;
    if (fullReads >= BULK_READS) {
      fullReads = 0;
      smallSplices = 0;
      pipe = relay.splices() ? loop.pipes().take() : null;
    }
    return n;
  }

  private int splice(PipePool.Pipe through) throws IOException {
    int n = to.splice(from, through);
    if (n == 0) {
      // Nothing there, or the end: only reading can tell them apart.
      if (from.hungUp) {
        return copy();
      }
      from.readable = false;
      return 0;
    }
    smallSplices = n < SMALL_SPLICE ? smallSplices + 1 : 0;
    if (smallSplices >= SMALL_SPLICES) {
      letGoOfPipe();
    }
    return n;
  }

  private void letGoOfPipe() {
    if (pipe != null && !to.hasPiped()) {
      loop.pipes().give(pipe);
      pipe = null;
    }
  }

  /** Gives back what it holds. */
  void detach() {
    letGoOfPipe();
    to.detach();
    pipe = null;
  }
}
