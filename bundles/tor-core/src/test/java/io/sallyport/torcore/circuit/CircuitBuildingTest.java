// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.DestroyReason;
import io.sallyport.torcore.cell.LinkSpecifier;
import io.sallyport.torcore.cell.RelayCommand;
import io.sallyport.torcore.circuit.CircuitEvent.Cause;
import io.sallyport.torcore.circuit.CircuitEvent.HopAdded;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitBuildingTest {

  @Test
  void threeHops() {
    var pair = new CircuitPair();
    pair.circuit.create(CircuitPair.hop());
    pair.carry();
    pair.circuit.extend(CircuitPair.hop(HopFeature.NTOR_V3));
    pair.carry();
    pair.circuit.extend(CircuitPair.hop());
    pair.carry();
    assertThat(pair.events).containsExactly(new HopAdded(1), new HopAdded(2), new HopAdded(3));
    assertThat(pair.path.hops()).isEqualTo(3);
    assertThat(pair.path.extended).extracting(e -> e.create().type()).containsExactly(3, 2);
    assertThat(pair.commands)
        .as("extending is only done by RELAY_EARLY")
        .containsExactly(CellCommand.CREATE2, CellCommand.RELAY_EARLY, CellCommand.RELAY_EARLY);
    assertThat(pair.path.extended.getFirst().specifiers())
        .hasSize(3)
        .hasExactlyElementsOfTypes(
            LinkSpecifier.Address.class, LinkSpecifier.Rsa.class, LinkSpecifier.Ed25519.class);
  }

  @Test
  void oneHopWithoutAnOnionKey() {
    var pair = new CircuitPair();
    pair.circuit.createFast();
    pair.carry();
    assertThat(pair.events).containsExactly(new HopAdded(1));
    assertThat(pair.commands).containsExactly(CellCommand.CREATE_FAST);
  }

  /** A relay lets eight RELAY_EARLY pass; who asks for more is told so at home. */
  @Test
  void theBudgetOfRelayEarlyIsKept() {
    var pair = CircuitPair.of(2);
    int extended = 0;
    while (extended < 20) {
      try {
        pair.circuit.extend(CircuitPair.hop());
      } catch (IllegalStateException e) {
        break;
      }
      pair.carry();
      extended++;
    }
    assertThat(extended).isBetween(6, 7);
    assertThat(pair.circuit.isOpen()).isTrue();
    var stream = pair.circuit.begin(new StreamTarget("example.com", 80, 0), new Recorder());
    pair.carry();
    assertThat(stream.isOpen()).isTrue();
    assertThat(pair.path.received.remove().early()).isFalse();
  }

  @Test
  void oneHopAtATime() {
    var pair = new CircuitPair();
    assertThatIllegalStateException().isThrownBy(() -> pair.circuit.extend(CircuitPair.hop()));
    pair.circuit.create(CircuitPair.hop());
    assertThatIllegalStateException().isThrownBy(() -> pair.circuit.create(CircuitPair.hop()));
    assertThatIllegalStateException().isThrownBy(() -> pair.circuit.extend(CircuitPair.hop()));
    assertThatIllegalStateException().isThrownBy(() -> pair.circuit.beginDirectory(new Recorder()));
    pair.carry();
    assertThatIllegalStateException().isThrownBy(pair.circuit::createFast);
  }

  @Test
  void aRelayThatCannotProveItselfEndsTheCircuit() {
    for (int hops = 0; hops < 3; hops++) {
      var pair = hops == 0 ? new CircuitPair() : CircuitPair.of(hops);
      pair.path.spoil =
          reply -> {
            byte[] changed = reply.clone();
            changed[40] ^= 1;
            return changed;
          };
      ask(pair);
      pair.carry();
      CircuitEvent.Closed closed = pair.closed();
      assertThat(closed.cause()).isEqualTo(Cause.VIOLATION);
      assertThat(Objects.requireNonNull(closed.violation()).reason()).isEqualTo(Reason.BAD_DIGEST);
      assertThat(pair.commands).last().isEqualTo(CellCommand.DESTROY);
    }
  }

  private static void ask(CircuitPair pair) {
    if (pair.circuit.hops() == 0) {
      pair.circuit.create(CircuitPair.hop());
    } else {
      pair.circuit.extend(CircuitPair.hop());
    }
  }

  /** TROVE-2026-003 and its like: each length of an answer, and each announced length. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void answersOfEveryLength(int hops) {
    for (int announced = 0; announced <= 0xffff; announced += announced < 100 ? 1 : 4001) {
      var pair = hops == 0 ? new CircuitPair() : CircuitPair.of(hops);
      int length = announced;
      pair.path.spoil =
          reply -> {
            byte[] changed = Arrays.copyOf(reply, 400);
            changed[0] = (byte) (length >>> 8);
            changed[1] = (byte) length;
            return changed;
          };
      ask(pair);
      pair.carry();
      if (length >= 64 && length <= 398) {
        assertThat(pair.circuit.hops()).isEqualTo(hops + 1);
      } else {
        assertThat(pair.closed().cause()).as("%d", length).isEqualTo(Cause.VIOLATION);
      }
    }
  }

  @Test
  void answersThatNobodyAskedFor() {
    byte[] created = new byte[100];
    for (int command : new int[] {CellCommand.CREATED2, CellCommand.CREATED_FAST}) {
      var idle = new CircuitPair();
      idle.circuit.receive(command, new byte[509], 0);
      assertThat(idle.closed().cause()).isEqualTo(Cause.VIOLATION);
      var twice = CircuitPair.of(1);
      twice.path.raw(command, created);
      twice.carry();
      assertThat(twice.closed().cause()).isEqualTo(Cause.VIOLATION);
    }
    var otherKind = new CircuitPair();
    otherKind.circuit.createFast();
    otherKind.circuit.receive(CellCommand.CREATED2, new byte[509], 0);
    assertThat(otherKind.closed().cause()).isEqualTo(Cause.VIOLATION);
  }

  @Test
  void extendedIsOnlyTakenFromTheLastHopAndOnce() {
    var unasked = CircuitPair.of(2);
    unasked.path.send(1, RelayCommand.EXTENDED2, 0, new byte[66]);
    unasked.carry();
    assertThat(unasked.closed().cause()).isEqualTo(Cause.VIOLATION);

    var wrongHop = CircuitPair.of(2);
    wrongHop.path.answers = false;
    wrongHop.circuit.extend(CircuitPair.hop());
    wrongHop.carry();
    wrongHop.path.send(0, RelayCommand.EXTENDED2, 0, new byte[66]);
    wrongHop.carry();
    assertThat(wrongHop.closed().hop()).isZero();
    assertThat(wrongHop.closed().cause()).isEqualTo(Cause.VIOLATION);
  }

  @Test
  void aRelayThatCannotExtendSaysWhy() {
    var pair = CircuitPair.of(2);
    pair.path.answers = false;
    pair.circuit.extend(CircuitPair.hop());
    pair.carry();
    pair.path.send(1, RelayCommand.TRUNCATED, 0, (byte) 6);
    pair.carry();
    assertThat(pair.closed())
        .isEqualTo(new CircuitEvent.Closed(Cause.TRUNCATED, DestroyReason.CONNECT_FAILED, 1, null));
    assertThat(pair.path.received.poll()).isNotNull();
    assertThat(pair.commands).last().isEqualTo(CellCommand.DESTROY);
  }

  /** TROVE-2026-011. */
  @Test
  void truncatedWithoutAReasonIsAViolation() {
    var pair = CircuitPair.of(3);
    pair.path.send(2, RelayCommand.TRUNCATED, 0);
    pair.carry();
    assertThat(pair.closed().cause()).isEqualTo(Cause.VIOLATION);
  }

  @Test
  void destroyIsNotAnswered() {
    var pair = new CircuitPair();
    pair.path.answers = false;
    pair.circuit.create(CircuitPair.hop());
    pair.carryToRelay();
    pair.path.raw(CellCommand.DESTROY, new byte[] {5});
    pair.carry();
    assertThat(pair.closed())
        .isEqualTo(new CircuitEvent.Closed(Cause.DESTROYED, DestroyReason.RESOURCE_LIMIT, 0, null));
    assertThat(pair.commands).containsExactly(CellCommand.CREATE2);
  }

  @Test
  void reasonsThatWeDoNotKnow() {
    var pair = CircuitPair.of(1);
    pair.path.raw(CellCommand.DESTROY, new byte[] {(byte) 250});
    pair.carry();
    assertThat(pair.closed().reason()).isEqualTo(DestroyReason.UNKNOWN);
  }

  @Test
  void closingTellsTheFirstHopOnceAndNotWhy() {
    var pair = CircuitPair.of(3);
    pair.circuit.close(DestroyReason.FINISHED);
    pair.circuit.close(DestroyReason.FINISHED);
    pair.circuit.linkClosed();
    pair.carry();
    assertThat(pair.commands).containsExactly(CellCommand.DESTROY);
    assertThat(pair.path.received.remove().data()[0]).isZero();
    assertThat(pair.events).hasSize(1);
    assertThat(pair.closed().cause()).isEqualTo(Cause.LOCAL);
  }

  @Test
  void afterTheEndNothingMatters() {
    var pair = CircuitPair.of(3);
    pair.path.send(2, RelayCommand.DROP, 0);
    pair.circuit.linkClosed();
    pair.carry();
    assertThat(pair.events).hasSize(1);
    assertThat(pair.closed().cause()).isEqualTo(Cause.LINK_CLOSED);
    assertThat(pair.commands).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> pair.circuit.beginDirectory(new Recorder()));
  }

  @Test
  void cellsThatNoHopMade() {
    var pair = CircuitPair.of(3);
    pair.path.raw(CellCommand.RELAY, new byte[509]);
    pair.carry();
    assertThat(Objects.requireNonNull(pair.closed().violation()).reason())
        .isEqualTo(Reason.BAD_DIGEST);
    var none = new CircuitPair();
    none.circuit.receive(CellCommand.RELAY, new byte[509], 0);
    assertThat(none.closed().cause()).isEqualTo(Cause.VIOLATION);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 10, 200})
  void cellsThatOnlyClientsSend(int command) {
    var pair = CircuitPair.of(1);
    pair.circuit.receive(command, new byte[509], 0);
    assertThat(pair.closed().cause()).isEqualTo(Cause.VIOLATION);
  }

  /** A relay that marks a circuit by RELAY_EARLY towards the client (the attack of 2014). */
  @Test
  void relayEarlyNeverComesBack() {
    var pair = CircuitPair.of(3);
    pair.circuit.receive(CellCommand.RELAY_EARLY, new byte[509], 0);
    assertThat(pair.closed().cause()).isEqualTo(Cause.VIOLATION);
  }

  /** Every relay command with every length of body: a violation, or nothing, but never a crash. */
  @Test
  void everyCommandAtEveryLength() {
    for (int command = 0; command < 256; command += command < 50 ? 1 : 23) {
      for (int length : new int[] {0, 1, 2, 3, 4, 5, 8, 20, 23, 64, 66, 497, 498}) {
        for (int stream : new int[] {0, 77}) {
          var pair = CircuitPair.of(1);
          pair.path.send(0, command, stream, new byte[length]);
          pair.carry();
          if (command == RelayCommand.DROP) {
            assertThat(pair.circuit.isOpen()).isTrue();
          } else {
            assertThat(pair.closed().cause()).isIn(Cause.VIOLATION, Cause.TRUNCATED);
          }
        }
      }
    }
  }

  @Test
  void anAnnouncedLengthBeyondTheCell() {
    var pair = CircuitPair.of(1);
    byte[] body = new byte[509];
    body[0] = RelayCommand.DROP;
    body[9] = 2;
    pair.path.sendBody(0, body);
    pair.carry();
    assertThat(Objects.requireNonNull(pair.closed().violation()).reason())
        .isEqualTo(Reason.MALFORMED);
  }
}
