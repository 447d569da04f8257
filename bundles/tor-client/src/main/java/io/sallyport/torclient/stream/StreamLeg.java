// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.link.Link;
import io.sallyport.torclient.link.LinkUser;
import io.sallyport.torcore.circuit.CircuitStream;
import io.sallyport.torcore.circuit.StreamEvent;
import io.sallyport.torcore.circuit.StreamListener;
import io.sallyport.torcore.circuit.StreamTarget;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stream on the loop of its link: makes cells of what the channel wrote and hands over
 * what cells brought, both in batches.
 */
public final class StreamLeg implements StreamListener, LinkUser {

  /** What becomes cells at once before other streams of the link have their turn. */
  private static final int TURN = Link.SCRATCH;

  /** What was written before the channel closed is given up by then. */
  private static final long LINGER_SECONDS = 60;

  private static final int FIRST_BUFFER = 16 << 10;
  private static final int LARGEST_BUFFER = 1 << 20;

  private final Link link;
  private final @Nullable StreamTarget target;
  private final Consumer<StreamLeg> onOver;
  private final TorStreamChannel channel;
  private final Promise<TorStreamChannel> connected;

  /** Shared with the channel's loop, under this lock. */
  private final Object lock = new Object();

  private final Queue<ByteBuf> written = new ArrayDeque<>();
  private int consumed;
  private boolean closed;
  private boolean scheduled;

  /** From here on of the link's loop alone. */
  private final Queue<ByteBuf> outbox = new ArrayDeque<>();

  private @Nullable CircuitStream stream;
  private @Nullable ByteBuf batch;
  private boolean over;
  private boolean blocked;
  private boolean lingering;

  /**
   * A leg that waits for its stream; its channel can be used at once.
   *
   * @param loop where the channel lives
   * @param target what the exit is to connect to; null for its directory server
   * @param onOver called once on the link's loop when the stream is over
   */
  public StreamLeg(
      Link link, EventLoop loop, @Nullable StreamTarget target, Consumer<StreamLeg> onOver) {
    this.link = link;
    this.target = target;
    this.onOver = onOver;
    this.connected = loop.newPromise();
    this.channel = new TorStreamChannel(this);
    loop.register(channel);
  }

  /** The other end. Any thread. */
  public TorStreamChannel channel() {
    return channel;
  }

  /** What the exit is to connect to; null for its directory server. Never to be logged. */
  public @Nullable StreamTarget target() {
    return target;
  }

  /** Done when the exit has connected; a {@link TorException} says why not. Any thread. */
  public Future<TorStreamChannel> connected() {
    return connected;
  }

  /** The stream has been asked for. On the link's loop. */
  public void opened(CircuitStream made) {
    stream = made;
    run();
  }

  /** There will be no stream. On the link's loop. */
  public void refused(TorException why) {
    finish(why);
  }

  // --- called on the channel's loop

  void send(ByteBuf bytes) {
    synchronized (lock) {
      if (closed) {
        bytes.release();
        return;
      }
      written.add(bytes);
      wake();
    }
  }

  void consumed(int bytes) {
    synchronized (lock) {
      consumed += bytes;
      wake();
    }
  }

  /** The channel is closed; what it has written is still sent. */
  void close() {
    synchronized (lock) {
      closed = true;
      wake();
    }
  }

  private void wake() {
    if (!scheduled) {
      scheduled = true;
      link.loop().execute(this::run);
    }
  }

  // --- on the link's loop

  private void run() {
    int read;
    boolean ending;
    synchronized (lock) {
      scheduled = false;
      outbox.addAll(written);
      written.clear();
      read = consumed;
      consumed = 0;
      ending = closed;
    }
    if (over) {
      drop();
      return;
    }
    if (stream == null) {
      return;
    }
    if (read > 0) {
      stream.consumed(read);
    }
    pump();
    if (ending) {
      endOrLinger();
    }
  }

  private void endOrLinger() {
    if (outbox.isEmpty() || !connected.isSuccess()) {
      end();
    } else if (!lingering) {
      lingering = true;
      link.loop().schedule(this::end, LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Makes cells while link and windows allow, one turn at a time. */
  private void pump() {
    int turn = 0;
    while (!over && !blocked && !outbox.isEmpty() && stream != null) {
      if (!link.isWritable() || turn >= TURN) {
        link.awaitWritable(this);
        if (turn >= TURN && link.isWritable()) {
          link.loop().execute(this::writable);
        }
        break;
      }
      turn += send(stream, outbox.element());
    }
    if (turn > 0 && !over) {
      channel.packaged(turn);
    }
  }

  private int send(CircuitStream to, ByteBuf bytes) {
    int length = Math.min(TURN, bytes.readableBytes());
    byte[] chunk = link.scratch();
    bytes.getBytes(bytes.readerIndex(), chunk, 0, length);
    int taken = to.write(chunk, 0, length);
    if (over) {
      return 0; // writing found the circuit broken
    }
    bytes.skipBytes(taken);
    if (!bytes.isReadable()) {
      outbox.remove().release();
    }
    blocked = taken < length;
    return taken;
  }

  @Override
  public void writable() {
    link.forget(this);
    if (!over) {
      pump();
      endIfDone();
    }
  }

  private void endIfDone() {
    boolean ending;
    synchronized (lock) {
      ending = closed && written.isEmpty();
    }
    if (ending && outbox.isEmpty()) {
      end();
    }
  }

  @Override
  public void data(byte[] buffer, int offset, int length) {
    if (batch == null) {
      batch = channel.alloc().buffer(FIRST_BUFFER, LARGEST_BUFFER);
      link.touch(this);
    }
    batch.writeBytes(buffer, offset, length);
  }

  @Override
  public void readComplete() {
    if (batch != null) {
      channel.arrive(batch);
      batch = null;
    }
  }

  @Override
  public void event(StreamEvent event) {
    switch (event) {
      case StreamEvent.Connected it -> {
        channel.connectedTo(it.address(), target == null ? 0 : target.port());
        connected.trySuccess(channel);
      }
      case StreamEvent.Writable _ -> {
        blocked = false;
        writable();
      }
      case StreamEvent.Ended end -> finish(StreamFailures.of(end, connected.isSuccess()));
      case StreamEvent.Resolved _ ->
          finish(new TorException(Reason.PROTOCOL, "the exit answered what was not asked"));
    }
  }

  /** Ends it from our side. */
  private void end() {
    if (!over && stream != null) {
      stream.end();
    }
    finish(new TorException(Reason.CLOSED, "the stream was closed"));
  }

  private void finish(@Nullable TorException why) {
    if (over) {
      return;
    }
    over = true;
    onOver.accept(this);
    readComplete();
    link.forget(this);
    drop();
    // Who waits for the connection is told so; the channel just closes.
    boolean refused =
        connected.tryFailure(
            why != null
                ? why
                : new TorException(
                    Reason.RESET, "the exit ended the stream before it was connected"));
    channel.ended(refused ? null : why);
  }

  private void drop() {
    synchronized (lock) {
      outbox.addAll(written);
      written.clear();
    }
    outbox.forEach(ByteBuf::release);
    outbox.clear();
  }
}
