// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.fake;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellOutput;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.cell.CreateMessage;
import io.sallyport.torcore.cell.ExtendMessage;
import io.sallyport.torcore.cell.RelayCell;
import io.sallyport.torcore.cell.RelayCellV0;
import io.sallyport.torcore.cell.RelayCommand;
import io.sallyport.torcore.crypto.FastHandshake;
import io.sallyport.torcore.crypto.KeyStream;
import io.sallyport.torcore.crypto.NtorHandshake;
import io.sallyport.torcore.crypto.NtorV3Handshake;
import io.sallyport.torcore.crypto.RelayCipher;
import io.sallyport.torcore.crypto.Tor1Cipher;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.UnaryOperator;

/**
 * The relays of one circuit, all of them, as its client sees them. Hops are added by itself when
 * the client asks; all other relay cells wait in {@link #received}, and answers are sent by {@link
 * #send}, whatever they are.
 */
public final class FakePath {

  /** A relay cell of the client. */
  public record Message(int hop, int command, int streamId, byte[] data, boolean early) {}

  /** What the client sent besides extending. */
  public final Queue<Message> received = new ArrayDeque<>();

  /** What the client asked to be extended to. */
  public final List<ExtendMessage> extended = new ArrayList<>();

  /** Whether CREATE and EXTEND2 are answered. */
  public boolean answers = true;

  /** Changes each answer of a handshake before it is sent. */
  public UnaryOperator<byte[]> spoil = reply -> reply;

  private final int circuitId;
  private final CellOutput out;
  private final RelayKeys keys;
  private final SecureRandom random;
  private final List<RelayCipher> hops = new ArrayList<>();

  /**
   * A path of relays that have all the same keys.
   *
   * @param out where cells to the client go
   */
  public FakePath(int circuitId, CellOutput out, RelayKeys keys, SecureRandom random) {
    this.circuitId = circuitId;
    this.out = out;
    this.keys = keys;
    this.random = random;
  }

  public int hops() {
    return hops.size();
  }

  /** Takes a cell of the client. */
  public void cell(int command, byte[] buffer, int offset) throws ProtocolViolation {
    var in = new ByteReader(buffer, offset, Cells.BODY_LENGTH);
    switch (command) {
      case CellCommand.CREATE_FAST -> {
        var accepted = FastHandshake.accept(in.bytes(FastHandshake.LENGTH), random);
        created(CellCommand.CREATED_FAST, accepted.reply(), accepted.keys());
      }
      case CellCommand.CREATE2 -> {
        Accepted accepted = accept(CreateMessage.parse(in));
        created(CellCommand.CREATED2, CreateMessage.reply(accepted.reply()), accepted.keys());
      }
      case CellCommand.RELAY, CellCommand.RELAY_EARLY -> relay(command, buffer, offset);
      default -> received.add(new Message(-1, command, 0, in.rest(), false));
    }
  }

  private void created(int command, byte[] reply, KeyStream stream) {
    if (answers) {
      hops.add(new Tor1Cipher(stream));
      raw(command, spoil.apply(reply));
    }
  }

  private void relay(int command, byte[] buffer, int offset) throws ProtocolViolation {
    byte[] body = Arrays.copyOfRange(buffer, offset, offset + Cells.BODY_LENGTH);
    for (int i = 0; i < hops.size(); i++) {
      byte[] opened = new byte[Cells.BODY_LENGTH];
      if (hops.get(i).fromClient(command, body, 0, opened, 0)) {
        var cell = new RelayCell();
        RelayCellV0.INSTANCE.parse(opened, 0, cell);
        message(
            new Message(
                i,
                cell.command(),
                cell.streamId(),
                cell.reader().rest(),
                command == CellCommand.RELAY_EARLY));
        return;
      }
      body = opened;
    }
    throw new IllegalStateException("a relay cell for nobody");
  }

  private void message(Message message) throws ProtocolViolation {
    if (message.command() != RelayCommand.EXTEND2 || !answers) {
      received.add(message);
      return;
    }
    var extend = ExtendMessage.parse(new ByteReader(message.data()));
    extended.add(extend);
    Accepted accepted = accept(extend.create());
    byte[] reply = spoil.apply(CreateMessage.reply(accepted.reply()));
    send(message.hop(), RelayCommand.EXTENDED2, 0, reply);
    hops.add(new Tor1Cipher(accepted.keys()));
  }

  private record Accepted(byte[] reply, KeyStream keys) {}

  private Accepted accept(CreateMessage create) throws ProtocolViolation {
    if (create.type() == NtorV3Handshake.TYPE) {
      var accepted =
          NtorV3Handshake.accept(
              create.handshake(), keys.ed25519(), keys.onion, message -> new byte[1], random);
      return new Accepted(accepted.reply(), accepted.keys());
    }
    var rsa = Objects.requireNonNull(keys.identity().rsa());
    var accepted = NtorHandshake.accept(create.handshake(), rsa, keys.onion, random);
    return new Accepted(accepted.reply(), accepted.keys());
  }

  /** Sends a relay cell from a hop to the client. */
  public void send(int hop, int command, int streamId, byte... data) {
    byte[] plain = new byte[Cells.BODY_LENGTH];
    RelayCellV0.INSTANCE.emit(plain, 0, command, streamId, data, 0, data.length, random);
    sendBody(hop, plain);
  }

  /** Sends a body that is laid out already. */
  public void sendBody(int hop, byte[] plain) {
    byte[] body = new byte[Cells.BODY_LENGTH];
    hops.get(hop).toClient(CellCommand.RELAY, plain, 0, body, 0);
    for (int i = hop - 1; i >= 0; i--) {
      byte[] next = new byte[Cells.BODY_LENGTH];
      hops.get(i).passToClient(CellCommand.RELAY, body, 0, next, 0);
      body = next;
    }
    raw(CellCommand.RELAY, body);
  }

  /** The tag of the client's cell that a hop has recognised last. */
  public byte[] clientTag(int hop) {
    return hops.get(hop).clientTag();
  }

  /** The tag of the cell that a hop has sent last. */
  public byte[] relayTag(int hop) {
    return hops.get(hop).relayTag();
  }

  /** Sends any cell on this circuit. */
  public void raw(int command, byte[] body) {
    byte[] cell = Cells.fixed(circuitId, command, body);
    out.write(cell, 0, cell.length);
  }
}
