// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.ConnectedMessage;
import io.sallyport.torcore.cell.EndMessage;
import io.sallyport.torcore.cell.EndReason;
import io.sallyport.torcore.cell.RelayCell;
import io.sallyport.torcore.cell.RelayCommand;
import io.sallyport.torcore.cell.ResolvedMessage;
import java.util.Objects;

/** A stream from its opening until one side ends it. */
final class ClientStream implements CircuitStream {

  /** What was asked for. */
  enum Kind {
    BEGIN,
    DIRECTORY,
    RESOLVE
  }

  private enum State {
    AWAIT_REPLY,
    OPEN,
    ENDED
  }

  /** Unpredictable bytes in a cell whose tag proves that it was received (proposal 289). */
  private static final int RANDOM_RESERVE = 20;

  private final ClientCircuit circuit;
  private final int hopIndex;
  private final Hop hop;
  private final int id;
  private final Kind kind;
  private final StreamListener listener;
  private final StreamFlow flow = new StreamFlow();
  private State state = State.AWAIT_REPLY;

  ClientStream(ClientCircuit circuit, int hopIndex, Hop hop, Kind kind, StreamListener listener) {
    this.circuit = circuit;
    this.hopIndex = hopIndex;
    this.hop = hop;
    this.id = hop.streams.allocate();
    this.kind = kind;
    this.listener = listener;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public boolean isOpen() {
    return state != State.ENDED;
  }

  @Override
  public int write(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (state == State.ENDED || kind == Kind.RESOLVE) {
      return 0;
    }
    int capacity = hop.format.capacity(RelayCommand.DATA);
    int taken = 0;
    while (taken < length && flow.canSend() && hop.flow.canSend()) {
      int most = hop.flow.nextIsTagged() ? capacity - RANDOM_RESERVE : capacity;
      int part = Math.min(most, length - taken);
      circuit.send(hopIndex, RelayCommand.DATA, id, buffer, offset + taken, part);
      flow.sent();
      hop.flow.sent(hop.cipher::sentTag);
      taken += part;
    }
    if (taken < length) {
      hop.block(this);
    }
    return taken;
  }

  @Override
  public void consumed(int bytes) {
    if (state != State.ENDED) {
      flow.consumed(bytes);
      acknowledge();
    }
  }

  @Override
  public void end() {
    if (state == State.ENDED) {
      return;
    }
    boolean replyMayCome = state == State.AWAIT_REPLY;
    leave();
    hop.streams.close(this, new HalfClosedStream(kind, flow, replyMayCome));
    byte[] body = {(byte) EndReason.MISC.code()};
    circuit.send(hopIndex, RelayCommand.END, id, body, 0, 1);
  }

  /** The circuit can take data again, or could when this stream was in its way. */
  void resume() {
    if (state == State.ENDED) {
      return;
    }
    if (flow.canSend()) {
      listener.event(new StreamEvent.Writable());
    } else {
      hop.block(this);
    }
  }

  /** The circuit is gone. */
  void circuitClosed() {
    finish(new StreamEvent.Ended(EndReason.DESTROY, false, null, 0));
  }

  /**
   * Takes a cell of this stream.
   *
   * @throws ProtocolViolation if the circuit must end
   */
  void receive(RelayCell cell) throws ProtocolViolation {
    switch (cell.command()) {
      case RelayCommand.DATA -> data(cell);
      case RelayCommand.CONNECTED -> connected(cell);
      case RelayCommand.RESOLVED -> resolved(cell);
      case RelayCommand.SENDME -> {
        require(kind != Kind.RESOLVE, cell);
        flow.acknowledged();
        if (hop.flow.canSend() && hop.unblock(this)) {
          listener.event(new StreamEvent.Writable());
        }
      }
      case RelayCommand.END -> {
        EndMessage end = EndMessage.parse(cell.reader());
        hop.streams.remove(this);
        finish(new StreamEvent.Ended(end.reason(), true, end.address(), end.ttl()));
      }
      default -> require(false, cell);
    }
  }

  private void data(RelayCell cell) throws ProtocolViolation {
    require(state == State.OPEN && kind != Kind.RESOLVE, cell);
    if (cell.length() == 0) {
      throw new ProtocolViolation(Reason.MALFORMED, "DATA without data");
    }
    flow.received(cell.length());
    listener.data(cell.buffer(), cell.offset(), cell.length());
    acknowledge();
  }

  private void connected(RelayCell cell) throws ProtocolViolation {
    require(state == State.AWAIT_REPLY && kind != Kind.RESOLVE, cell);
    ConnectedMessage connected;
    try {
      connected = ConnectedMessage.parse(cell.reader());
    } catch (ProtocolViolation e) {
      state = State.OPEN; // its CONNECTED has come
      end();
      listener.event(new StreamEvent.Ended(EndReason.TOR_PROTOCOL, false, null, 0));
      return;
    }
    state = State.OPEN;
    listener.event(new StreamEvent.Connected(connected.address(), connected.ttl()));
  }

  /** RESOLVED is also the end: the exit keeps nothing of a lookup (tor-spec §6.4). */
  private void resolved(RelayCell cell) throws ProtocolViolation {
    require(state == State.AWAIT_REPLY && kind == Kind.RESOLVE, cell);
    hop.streams.remove(this);
    EndReason reason = EndReason.DONE;
    try {
      ResolvedMessage message = ResolvedMessage.parse(cell.reader());
      listener.event(new StreamEvent.Resolved(message.answers()));
    } catch (ProtocolViolation e) {
      reason = EndReason.TOR_PROTOCOL;
    }
    finish(new StreamEvent.Ended(reason, true, null, 0));
  }

  private void acknowledge() {
    while (state == State.OPEN && flow.acknowledge()) {
      circuit.send(hopIndex, RelayCommand.SENDME, id, new byte[0], 0, 0);
    }
  }

  private void finish(StreamEvent.Ended ended) {
    if (state != State.ENDED) {
      leave();
      listener.event(ended);
    }
  }

  private void leave() {
    state = State.ENDED;
    hop.unblock(this);
  }

  private static void require(boolean holds, RelayCell cell) throws ProtocolViolation {
    if (!holds) {
      throw new ProtocolViolation(
          Reason.UNEXPECTED, RelayCommand.name(cell.command()) + " out of place on a stream");
    }
  }
}
