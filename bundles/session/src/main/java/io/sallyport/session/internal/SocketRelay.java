// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.TakesOver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * Relays between two TCP sockets on one epoll loop, below Netty's pipelines: bytes go from socket
 * to socket through one buffer of the loop, or, once a direction moves bulk, through a kernel pipe
 * without being copied here at all. An idle session holds neither.
 *
 * <p>{@link RelayLeg}s serve every kind of channel; from those this takes over where both are plain
 * sockets and nothing is under way between them, for most sessions before their first byte. That
 * also spares them Netty's way of closing, which fills in several stack traces for each.
 */
final class SocketRelay {

  /** Most that one call moves by splice; the kernel stops at the size of the pipe. */
  static final int SPLICE = 1 << 20;

  /** Bytes of one direction before other sessions of the loop have their turn. */
  private static final int TURN = 1 << 20;

  /** After so many full buffers in a row a direction is bulk. */
  private static final int BULK_READS = 4;

  /** Splicing less than this at a time is dearer than copying. */
  private static final int SMALL_SPLICE = 16 << 10;

  private static final int SMALL_SPLICES = 8;

  private final LiveSession session;
  private final LoopSessions loop;
  private final SocketEnd client;
  private final SocketEnd far;
  private final Lane up;
  private final Lane down;
  private boolean over;

  /** One direction. */
  private static final class Lane implements Runnable {
    final SocketRelay relay;
    final SocketEnd from;
    final SocketEnd to;
    private int fullReads;
    private int smallSplices;
    private PipePool.@Nullable Pipe pipe;
    private boolean scheduled;

    Lane(SocketRelay relay, SocketEnd from, SocketEnd to) {
      this.relay = relay;
      this.from = from;
      this.to = to;
    }

    @Override
    public void run() {
      scheduled = false;
      relay.pump(this);
    }
  }

  private SocketRelay(LiveSession session, LoopSessions loop, Channel client, Channel far) {
    this.session = session;
    this.loop = loop;
    this.client = new SocketEnd(this, client, true, loop.pipes());
    this.far = new SocketEnd(this, far, false, loop.pipes());
    this.up = new Lane(this, this.client, this.far);
    this.down = new Lane(this, this.far, this.client);
  }

  /** Whether both are bare epoll sockets on one loop with nothing left to send. */
  static boolean fits(Channel client, Channel far) {
    return client instanceof AbstractEpollStreamChannel
        && far instanceof AbstractEpollStreamChannel
        && client.eventLoop() == far.eventLoop()
        && bare(client)
        && bare(far)
        && client.isActive()
        && far.isActive();
  }

  private static boolean bare(Channel channel) {
    var outgoing = channel.unsafe().outboundBuffer();
    return outgoing != null
        && outgoing.isEmpty()
        && channel.pipeline().first() instanceof RelayLeg
        && channel.pipeline().last() instanceof RelayLeg;
  }

  /**
   * Takes both sockets away from their channels' pipelines and goes on in their place, if they
   * still {@linkplain #fits fit} by then: not at once, for a channel in whose event this is called
   * goes on to read what it can, and would read it away. On their loop, reading switched off.
   */
  static void takeOver(LiveSession session, LoopSessions loop, Channel client, Channel far) {
    client
        .eventLoop()
        .execute(
            () -> {
              if (session.relaysByLegs()) {
                boolean fits = fits(client, far);
                client.config().setAutoRead(!fits);
                far.config().setAutoRead(!fits);
                if (fits) {
                  takeOverNow(session, loop, client, far);
                }
              }
            });
  }

  private static void takeOverNow(
      LiveSession session, LoopSessions loop, Channel client, Channel far) {
    if (((IoEventLoop) client.eventLoop()).isCompatible(TakesOver.class)) {
      client.pipeline().removeLast();
      far.pipeline().removeLast();
      new SocketRelay(session, loop, client, far).begin();
      return;
    }
    client
        .deregister()
        .addListener(
            _ ->
                far.deregister()
                    .addListener(
                        _ -> {
                          if (client.isOpen() && far.isOpen()) {
                            new SocketRelay(session, loop, client, far).begin();
                          } else {
                            client.close();
                            far.close();
                            session.relayEnded();
                          }
                        }));
  }

  private void begin() {
    session.relaysBy(this);
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

  /** The kernel has told something of one end. */
  void ready(SocketEnd end) {
    pump(end == client ? up : down);
    if (!over) {
      pump(end == client ? down : up);
    }
    // What a socket holds that was reset may still be read, and has been.
    if (end.broken) {
      abort();
    }
  }

  private void pump(Lane lane) {
    if (over || lane.scheduled) {
      return;
    }
    try {
      boolean free = lane.to.flush();
      int moved = 0;
      while (free && lane.from.readable && !lane.from.inputEnded) {
        int n = lane.pipe != null ? splice(lane) : copy(lane);
        if (n <= 0) {
          break;
        }
        moved += n;
        free = lane.to.flush();
        if (moved >= TURN && free) {
          lane.scheduled = true;
          eventLoop().execute(lane);
          break;
        }
      }
      if (moved > 0) {
        session.relayed(lane.from.isClient, moved);
      }
      if (lane.from.inputEnded && free) {
        shutOutput(lane.to);
      }
      if (free && !lane.from.readable) {
        letGoOfPipe(lane);
      }
    } catch (IOException | NotYetConnectedException e) {
      // The latter is how Netty says that a peer's reset has come before we heard of it.
      abort();
    }
  }

  private int copy(Lane lane) throws IOException {
    ByteBuffer buffer = loop.buffer();
    int n = lane.from.read(buffer);
    if (n < 0) {
      lane.from.inputEnded = true;
      session.inputEnded(lane.from.isClient);
      return 0;
    }
    if (n > 0) {
      lane.to.write(buffer, n);
    }
    lane.fullReads = n == buffer.capacity() ? lane.fullReads + 1 : 0;
    if (lane.fullReads >= BULK_READS) {
      lane.fullReads = 0;
      lane.smallSplices = 0;
      lane.pipe = session.splices() ? loop.pipes().take() : null;
    }
    return n;
  }

  private int splice(Lane lane) throws IOException {
    int n = lane.to.splice(lane.from, java.util.Objects.requireNonNull(lane.pipe));
    if (n == 0) {
      // Nothing there, or the end: only reading can tell them apart.
      if (lane.from.hungUp) {
        return copy(lane);
      }
      lane.from.readable = false;
      return 0;
    }
    lane.smallSplices = n < SMALL_SPLICE ? lane.smallSplices + 1 : 0;
    if (lane.smallSplices >= SMALL_SPLICES) {
      letGoOfPipe(lane);
    }
    return n;
  }

  private void letGoOfPipe(Lane lane) {
    if (lane.pipe != null && !lane.to.hasPiped()) {
      loop.pipes().give(lane.pipe);
      lane.pipe = null;
    }
  }

  private void shutOutput(SocketEnd end) throws IOException {
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
      detach(up);
      detach(down);
      session.relayEnded();
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

  private void detach(Lane lane) {
    letGoOfPipe(lane);
    lane.to.detach();
    lane.pipe = null;
  }
}
