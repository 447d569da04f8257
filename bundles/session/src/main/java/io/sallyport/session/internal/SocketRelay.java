// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.io.IOException;

/**
 * Relays between two TCP sockets on one epoll loop, below Netty's pipelines: bytes go from socket
 * to socket through one buffer of the loop, or, once a direction moves bulk, through a kernel pipe
 * without being copied here at all. An idle session holds neither.
 *
 * <p>{@link RelayLeg}s serve every kind of channel; from those this {@linkplain TakeOver takes
 * over} where both are plain sockets and nothing is under way between them, for most sessions
 * before their first byte. That also spares them Netty's way of closing, which fills in several
 * stack traces for each.
 */
final class SocketRelay {

  /** Most that one call moves by splice; the kernel stops at the size of the pipe. */
  static final int SPLICE = 1 << 20;

  private final Relay relay;
  private final SocketEnd client;
  private final SocketEnd far;
  private final Lane up;
  private final Lane down;
  private boolean over;

  SocketRelay(Relay relay, LoopSessions loop) {
    this.relay = relay;
    this.client = new SocketEnd(this, relay.client(), true, loop.pipes());
    this.far = new SocketEnd(this, relay.far(), false, loop.pipes());
    this.up = new Lane(this, relay, loop, client, far);
    this.down = new Lane(this, relay, loop, far, client);
  }

  void begin() {
    relay.bySockets(this);
    register(client);
    register(far);
    // Whoever holds a channel may close it, and knows nothing of what goes on below.
    client.channel.closeFuture().addListener(_ -> end());
    far.channel.closeFuture().addListener(_ -> end());
  }

  private void register(SocketEnd end) {
    ((IoEventLoop) eventLoop())
        .register(end)
        .addListener(
            (Future<IoRegistration> done) -> {
              if (done.isSuccess() && !over) {
                end.registered(done.getNow());
              } else {
                abort();
              }
            });
  }

  private EventLoop eventLoop() {
    return client.channel.eventLoop();
  }

  /** Whether it has ended, and nothing is to be moved any more. */
  boolean over() {
    return over;
  }

  /** The kernel has told something of one end. */
  void ready(SocketEnd end) {
    (end == client ? up : down).pump();
    (end == client ? down : up).pump();
    // What a socket holds that was reset may still be read, and has been.
    if (end.broken) {
      abort();
    }
  }

  void shutOutput(SocketEnd end) throws IOException {
    if (end.outputShut) {
      return;
    }
    end.outputShut = true;
    if (client.outputShut && far.outputShut) {
      // Both have said all: closing says so to the second one, too.
      end();
    } else {
      end.socket.shutdown(false, true);
    }
  }

  /** Ends both sides in order. */
  void end() {
    if (!over) {
      over = true;
      client.closeSocket();
      far.closeSocket();
      up.detach();
      down.detach();
      relay.ended();
    }
  }

  /** Ends both sides by RST; what is not delivered is lost, and nobody takes it for the whole. */
  void abort() {
    if (!over) {
      reset(client);
      reset(far);
      end();
    }
  }

  private static void reset(SocketEnd end) {
    if (!end.broken) {
      try {
        end.socket.setSoLinger(0);
      } catch (IOException e) {
        end.broken = true; // already torn down by its peer: closing is all that is left
      }
    }
  }
}
