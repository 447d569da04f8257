// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.BeginMessage;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellOutput;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.cell.CreateMessage;
import io.sallyport.torcore.cell.DestroyReason;
import io.sallyport.torcore.cell.ExtendMessage;
import io.sallyport.torcore.cell.HostNames;
import io.sallyport.torcore.cell.RelayCell;
import io.sallyport.torcore.cell.RelayCommand;
import io.sallyport.torcore.cell.SendmeMessage;
import io.sallyport.torcore.circuit.CircuitEvent.Cause;
import io.sallyport.torcore.circuit.ClientStream.Kind;
import io.sallyport.torcore.link.CircuitReceiver;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A circuit of ours, hop by hop, and the streams on it. Make it with {@link
 * io.sallyport.torcore.link.LinkCircuits#open}, ask for the first hop, wait for {@link
 * CircuitEvent.HopAdded}, ask for the next one. It keeps no time: whoever builds a circuit also
 * gives up on it. Whoever hears {@link CircuitEvent.Closed} removes it from its link.
 */
public final class ClientCircuit implements CircuitReceiver {

  /** RELAY_EARLY cells that a relay lets pass (tor-spec §5.6). */
  private static final int EARLY_BUDGET = 8;

  private final int id;
  private final CellOutput out;
  private final CircuitListener listener;
  private final CircuitParameters parameters;
  private final SecureRandom random;
  private final OnionLayers layers;
  private int early;
  private @Nullable HopHandshake pending;
  private boolean open = true;

  /**
   * A circuit without hops.
   *
   * @param id its id on the link
   * @param out where its cells go
   */
  public ClientCircuit(
      int id,
      CellOutput out,
      CircuitListener listener,
      CircuitParameters parameters,
      SecureRandom random) {
    this.id = id;
    this.out = out;
    this.listener = listener;
    this.parameters = parameters;
    this.random = random;
    this.layers = new OnionLayers(id, out, random);
    // One more or less, like other clients, so that a relay cannot count hops by it.
    this.early = EARLY_BUDGET - random.nextInt(2);
  }

  /** Its id on the link. */
  public int id() {
    return id;
  }

  /** How many hops there are. */
  public int hops() {
    return layers.size();
  }

  /** Whether it has not ended. */
  public boolean isOpen() {
    return open;
  }

  /** How many streams are open. */
  public int streams() {
    int streams = 0;
    for (int i = 0; i < layers.size(); i++) {
      streams += layers.get(i).streams.size();
    }
    return streams;
  }

  /**
   * Asks for the first hop by CREATE_FAST, whose secrecy is that of the link alone: for a directory
   * circuit of one hop to a relay of which no onion key is known.
   */
  public void createFast() {
    requireIdle(layers.size() == 0);
    pending = HopHandshake.fast(random);
    write(CellCommand.CREATE_FAST, pending.message());
  }

  /** Asks for the first hop by ntor or ntor-v3. */
  public void create(HopSpec hop) {
    requireIdle(layers.size() == 0);
    CreateMessage message = begin(hop);
    if (message != null) {
      write(CellCommand.CREATE2, message.encoded());
    }
  }

  /**
   * Asks for one hop more.
   *
   * @throws IllegalStateException if no hop is there yet, or one is being added, or too many are
   */
  public void extend(HopSpec hop) {
    requireIdle(layers.size() > 0 && early > 0);
    CreateMessage message = begin(hop);
    if (message != null) {
      byte[] body = new ExtendMessage(hop.specifiers(), message).encoded();
      send(layers.size() - 1, RelayCommand.EXTEND2, 0, body, 0, body.length);
    }
  }

  private @Nullable CreateMessage begin(HopSpec hop) {
    try {
      HopHandshake handshake = HopHandshake.with(hop, random);
      pending = handshake;
      return new CreateMessage(handshake.type(), handshake.message());
    } catch (ProtocolViolation e) {
      violated(e, layers.size());
      return null;
    }
  }

  private void requireIdle(boolean inPlace) {
    if (!open || pending != null || !inPlace) {
      throw new IllegalStateException("this circuit takes no such hop now");
    }
  }

  /**
   * Opens a stream through the last hop.
   *
   * @throws IllegalStateException if the circuit has ended, has no hop, or all stream ids are used
   */
  public CircuitStream begin(StreamTarget target, StreamListener streamListener) {
    byte[] body = new BeginMessage(target.host(), target.port(), target.flags()).encoded();
    return open(Kind.BEGIN, RelayCommand.BEGIN, body, streamListener);
  }

  /** Opens a stream to the directory server of the last hop; likewise. */
  public CircuitStream beginDirectory(StreamListener streamListener) {
    return open(Kind.DIRECTORY, RelayCommand.BEGIN_DIR, new byte[0], streamListener);
  }

  /**
   * Has the last hop look up a name, or the name of an address given as {@code in-addr.arpa} or
   * {@code ip6.arpa}; likewise.
   */
  public CircuitStream resolve(String name, StreamListener streamListener) {
    HostNames.require(name);
    byte[] body = (name + '\0').getBytes(StandardCharsets.US_ASCII);
    return open(Kind.RESOLVE, RelayCommand.RESOLVE, body, streamListener);
  }

  private CircuitStream open(Kind kind, int command, byte[] body, StreamListener streamListener) {
    int last = layers.size() - 1;
    if (!open || last < 0) {
      throw new IllegalStateException("this circuit takes no streams");
    }
    Hop hop = layers.get(last);
    var stream = new ClientStream(this, last, hop, kind, streamListener);
    hop.streams.add(stream);
    send(last, command, stream.id(), body, 0, body.length);
    return stream;
  }

  /** Ends the circuit: its streams hear so, and the first hop by DESTROY. */
  public void close(DestroyReason reason) {
    end(new CircuitEvent.Closed(Cause.LOCAL, reason, -1, null), true);
  }

  @Override
  public void linkClosed() {
    end(new CircuitEvent.Closed(Cause.LINK_CLOSED, DestroyReason.CHANNEL_CLOSED, 0, null), false);
  }

  @Override
  public void receive(int command, byte[] body, int offset) {
    if (!open) {
      return;
    }
    int culprit = layers.size();
    try {
      switch (command) {
        case CellCommand.RELAY -> {
          culprit = layers.size() - 1;
          int hop = layers.open(body, offset);
          culprit = hop;
          relay(hop, layers.received());
        }
        case CellCommand.DESTROY -> {
          var reason = DestroyReason.of(body[offset] & 0xff);
          int hop = layers.size() == 0 ? 0 : -1;
          end(new CircuitEvent.Closed(Cause.DESTROYED, reason, hop, null), false);
        }
        case CellCommand.CREATED_FAST -> created(true, body, offset);
        case CellCommand.CREATED2 -> created(false, body, offset);
        default ->
            throw new ProtocolViolation(
                Reason.UNEXPECTED, CellCommand.name(command) + " towards a client");
      }
    } catch (ProtocolViolation e) {
      violated(e, culprit);
    }
  }

  private void created(boolean fast, byte[] body, int offset) throws ProtocolViolation {
    HopHandshake asked = pending;
    if (asked == null || layers.size() > 0 || asked.isFast() != fast) {
      throw new ProtocolViolation(Reason.UNEXPECTED, "an answer to no question of ours");
    }
    var in = new ByteReader(body, offset, Cells.BODY_LENGTH);
    added(asked, fast ? in.rest() : CreateMessage.parseReply(in));
  }

  private void added(HopHandshake asked, byte[] reply) throws ProtocolViolation {
    Hop hop = asked.finish(reply, parameters, 1 + random.nextInt(65_535));
    pending = null;
    layers.add(hop);
    listener.event(new CircuitEvent.HopAdded(layers.size()));
  }

  private void relay(int index, RelayCell cell) throws ProtocolViolation {
    switch (cell.command()) {
      case RelayCommand.DATA -> {
        Hop hop = layers.get(index);
        boolean due = hop.flow.received();
        byte[] tag = due ? hop.cipher.receivedTag() : null;
        stream(hop, cell);
        if (tag != null && open) {
          byte[] body = new SendmeMessage(tag).encoded();
          send(index, RelayCommand.SENDME, 0, body, 0, body.length);
        }
      }
      case RelayCommand.SENDME -> {
        Hop hop = layers.get(index);
        if (cell.streamId() != 0) {
          stream(hop, cell);
        } else {
          hop.flow.acknowledged(SendmeMessage.parse(cell.reader(), hop.cipher.tagLength()).tag());
          hop.resume();
        }
      }
      case RelayCommand.CONNECTED, RelayCommand.END, RelayCommand.RESOLVED ->
          stream(layers.get(index), cell);
      case RelayCommand.EXTENDED2 -> {
        HopHandshake asked = pending;
        if (asked == null || index != layers.size() - 1 || cell.streamId() != 0) {
          throw new ProtocolViolation(Reason.UNEXPECTED, "EXTENDED2 that was not asked for");
        }
        added(asked, CreateMessage.parseReply(cell.reader()));
      }
      case RelayCommand.TRUNCATED -> {
        var reason = DestroyReason.of(cell.reader().u8());
        end(new CircuitEvent.Closed(Cause.TRUNCATED, reason, index, null), true);
      }
      case RelayCommand.DROP -> {} // padding, from whichever hop
      default ->
          throw new ProtocolViolation(
              Reason.UNEXPECTED, RelayCommand.name(cell.command()) + " towards a client");
    }
  }

  private void stream(Hop hop, RelayCell cell) throws ProtocolViolation {
    int streamId = cell.streamId();
    ClientStream stream = hop.streams.get(streamId);
    if (stream != null) {
      stream.receive(cell);
      return;
    }
    HalfClosedStream rest = hop.streams.halfClosed(streamId);
    if (rest == null) {
      throw new ProtocolViolation(
          Reason.UNKNOWN_ID, RelayCommand.name(cell.command()) + " on no stream of ours");
    }
    if (rest.receive(cell)) {
      hop.streams.forget(streamId);
    }
  }

  /** Sends a relay cell to a hop; for the streams. */
  void send(int hop, int command, int streamId, byte[] data, int offset, int length) {
    if (!open) {
      return;
    }
    // As in other clients: all that pass the first hop, while the budget lasts.
    boolean asEarly = early > 0 && (hop > 0 || command == RelayCommand.EXTEND2);
    if (asEarly) {
      early--;
    }
    layers.send(hop, asEarly, command, streamId, data, offset, length);
  }

  private void write(int command, byte[] body) {
    byte[] cell = Cells.fixed(id, command, body);
    out.write(cell, 0, cell.length);
  }

  private void violated(ProtocolViolation violation, int hop) {
    end(new CircuitEvent.Closed(Cause.VIOLATION, DestroyReason.PROTOCOL, hop, violation), true);
  }

  /** The first hop is never told why: like every client, this sends NONE. */
  private void end(CircuitEvent.Closed closed, boolean tell) {
    if (!open) {
      return;
    }
    open = false;
    pending = null;
    if (tell) {
      byte[] cell = Cells.destroy(id, DestroyReason.NONE);
      out.write(cell, 0, cell.length);
    }
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).streams.all().forEach(ClientStream::circuitClosed);
    }
    listener.event(closed);
  }
}
