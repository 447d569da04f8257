// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.fake.FakePath;
import io.sallyport.torcore.fake.RelayKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/** A circuit and the relays of its path, with cells between them that are carried when told. */
final class CircuitPair {

  static final SecureRandom RANDOM = new SecureRandom();
  static final RelayKeys KEYS = new RelayKeys(RANDOM, Instant.EPOCH);
  static final int ID = 0x8000_0042;

  final List<CircuitEvent> events = new ArrayList<>();
  final List<Integer> commands = new ArrayList<>();
  final FakePath path;
  final ClientCircuit circuit;
  private final Queue<byte[]> toRelay = new ArrayDeque<>();
  private final Queue<byte[]> toClient = new ArrayDeque<>();

  CircuitPair() {
    this(CircuitParameters.DEFAULT);
  }

  CircuitPair(CircuitParameters parameters) {
    path = new FakePath(ID, (b, o, l) -> toClient.add(copy(b, o, l)), KEYS, RANDOM);
    circuit =
        new ClientCircuit(
            ID, (b, o, l) -> toRelay.add(copy(b, o, l)), events::add, parameters, RANDOM);
  }

  private static byte[] copy(byte[] buffer, int offset, int length) {
    return Arrays.copyOfRange(buffer, offset, offset + length);
  }

  static HopSpec hop(HopFeature... features) {
    return HopSpec.of(
        KEYS.identity(),
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001)),
        KEYS.onion.publicKey(),
        Set.of(features));
  }

  /** A pair with a circuit of so many hops. */
  static CircuitPair of(int hops) {
    var pair = new CircuitPair();
    pair.circuit.create(hop(HopFeature.NTOR_V3));
    pair.carry();
    for (int i = 1; i < hops; i++) {
      pair.circuit.extend(hop());
      pair.carry();
    }
    assertThat(pair.circuit.hops()).isEqualTo(hops);
    pair.events.clear();
    pair.commands.clear();
    return pair;
  }

  /** Carries cells until there are none. */
  void carry() {
    while (!toRelay.isEmpty() || !toClient.isEmpty()) {
      carryToRelay();
      carryToClient();
    }
  }

  void carryToRelay() {
    for (byte[] cell = toRelay.poll(); cell != null; cell = toRelay.poll()) {
      assertThat(cell).hasSize(Cells.FIXED_LENGTH);
      assertThat(Cells.circuitId(cell, 0)).isEqualTo(ID);
      commands.add(cell[4] & 0xff);
      try {
        path.cell(cell[4] & 0xff, cell, 5);
      } catch (ProtocolViolation e) {
        throw new AssertionError("the client sent nonsense", e);
      }
    }
  }

  void carryToClient() {
    for (byte[] cell = toClient.poll(); cell != null; cell = toClient.poll()) {
      circuit.receive(cell[4] & 0xff, cell, 5);
    }
  }

  CircuitEvent.Closed closed() {
    assertThat(events).isNotEmpty();
    assertThat(events.getLast()).isInstanceOf(CircuitEvent.Closed.class);
    assertThat(circuit.isOpen()).isFalse();
    return (CircuitEvent.Closed) events.getLast();
  }
}
