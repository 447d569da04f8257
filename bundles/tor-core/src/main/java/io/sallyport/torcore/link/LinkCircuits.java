// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellHandler;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * An open link: deals its cells out to the circuits (tor-spec §4.4, §5.1.1). Circuit ids are ours
 * to choose: random, with the highest bit set, since we began the connection.
 *
 * <p>Padding and cells of circuits that are gone are passed over: they may have been on their way.
 * Commands that we do not know, and another VERSIONS, are ignored, as the specification wants;
 * other cells of the handshake, or such as only a client sends, end the link.
 */
public final class LinkCircuits implements CellHandler {

  private static final int INITIATOR = 0x8000_0000;

  private final SecureRandom random;
  private final int limit;
  private final Map<Integer, CircuitReceiver> circuits = new HashMap<>();
  private long ignored;
  private long padding;

  /**
   * Begins without circuits.
   *
   * @param limit how many circuits there may be at a time
   */
  public LinkCircuits(SecureRandom random, int limit) {
    this.random = random;
    this.limit = limit;
  }

  /**
   * Makes a circuit with an id of its own.
   *
   * @param maker makes the circuit of a given id
   * @throws IllegalStateException if there are as many circuits as there may be
   */
  public <C extends CircuitReceiver> C open(IntFunction<C> maker) {
    if (circuits.size() >= limit) {
      throw new IllegalStateException("a link with " + limit + " circuits takes no more");
    }
    int id;
    do {
      id = random.nextInt() | INITIATOR;
    } while (circuits.containsKey(id));
    C circuit = maker.apply(id);
    circuits.put(id, circuit);
    return circuit;
  }

  /** Forgets a circuit that has been closed; what still comes for it is passed over. */
  public void remove(int circuitId) {
    circuits.remove(circuitId);
  }

  /** How many circuits there are. */
  public int size() {
    return circuits.size();
  }

  /** How many cells came for nobody. */
  public long ignored() {
    return ignored;
  }

  /** How many cells of padding came, of fixed or variable length. */
  public long padding() {
    return padding;
  }

  /** Tells every circuit that the link is gone, and forgets them. */
  public void linkClosed() {
    List<CircuitReceiver> all = List.copyOf(circuits.values());
    circuits.clear();
    all.forEach(CircuitReceiver::linkClosed);
  }

  @Override
  public void cell(int circuitId, int command, byte[] buffer, int offset, int length)
      throws ProtocolViolation {
    switch (command) {
      case CellCommand.RELAY,
          CellCommand.DESTROY,
          CellCommand.CREATED_FAST,
          CellCommand.CREATED2,
          CellCommand.RELAY_EARLY -> {
        CircuitReceiver circuit = circuits.get(circuitId);
        if (circuit == null) {
          ignored++;
        } else {
          circuit.receive(command, buffer, offset);
        }
      }
      case CellCommand.NETINFO,
          CellCommand.CERTS,
          CellCommand.AUTH_CHALLENGE,
          CellCommand.AUTHENTICATE,
          CellCommand.CREATE_FAST,
          CellCommand.CREATE2,
          CellCommand.PADDING_NEGOTIATE ->
          throw new ProtocolViolation(
              Reason.UNEXPECTED, CellCommand.name(command) + " on an open link");
      case CellCommand.PADDING, CellCommand.VPADDING -> padding++;
      default -> ignored++;
    }
  }
}
