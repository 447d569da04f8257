// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.CellCommand;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkCircuitsTest {

  private static final class Circuit implements CircuitReceiver {
    final int id;
    final List<Integer> commands = new ArrayList<>();
    int closed;

    Circuit(int id) {
      this.id = id;
    }

    @Override
    public void receive(int command, byte[] body, int offset) {
      commands.add(command);
    }

    @Override
    public void linkClosed() {
      closed++;
    }
  }

  private final LinkCircuits circuits = new LinkCircuits(new SecureRandom(), 50);
  private final byte[] body = new byte[509];

  @Test
  void idsAreOurs() {
    var ids = new HashSet<Integer>();
    for (int i = 0; i < 50; i++) {
      ids.add(circuits.open(Circuit::new).id);
    }
    assertThat(ids).hasSize(50).allMatch(id -> id < 0);
    assertThatIllegalStateException().isThrownBy(() -> circuits.open(Circuit::new));
    assertThat(circuits.size()).isEqualTo(50);
  }

  @Test
  void cellsGoToTheirCircuit() throws Exception {
    Circuit one = circuits.open(Circuit::new);
    Circuit two = circuits.open(Circuit::new);
    circuits.cell(one.id, CellCommand.CREATED2, body, 0, 509);
    circuits.cell(two.id, CellCommand.RELAY, body, 0, 509);
    circuits.cell(two.id, CellCommand.DESTROY, body, 0, 509);
    assertThat(one.commands).containsExactly(CellCommand.CREATED2);
    assertThat(two.commands).containsExactly(CellCommand.RELAY, CellCommand.DESTROY);
  }

  @Test
  void whatCameTooLateIsPassedOver() throws Exception {
    Circuit one = circuits.open(Circuit::new);
    circuits.remove(one.id);
    circuits.cell(one.id, CellCommand.RELAY, body, 0, 509);
    circuits.cell(0, CellCommand.PADDING, body, 0, 509);
    circuits.cell(0, CellCommand.VPADDING, body, 0, 3);
    circuits.cell(0, CellCommand.VERSIONS, body, 0, 4);
    circuits.cell(5, 99, body, 0, 509);
    circuits.cell(5, 250, body, 0, 1);
    assertThat(one.commands).isEmpty();
    assertThat(circuits.ignored()).isEqualTo(4);
    assertThat(circuits.padding()).isEqualTo(2);
  }

  @Test
  void cellsOfTheHandshakeOrOfClientsEndTheLink() {
    for (int command : new int[] {5, 8, 10, 12, 129, 130, 131}) {
      assertThatExceptionOfType(ProtocolViolation.class)
          .as(CellCommand.name(command))
          .isThrownBy(() -> circuits.cell(0, command, body, 0, 509));
    }
  }

  @Test
  void everyCircuitHearsOnceThatTheLinkIsGone() {
    Circuit one = circuits.open(Circuit::new);
    circuits.open(Circuit::new);
    circuits.linkClosed();
    circuits.linkClosed();
    assertThat(one.closed).isEqualTo(1);
    assertThat(circuits.size()).isZero();
  }

  @Test
  void paddingIsNegotiated() throws Exception {
    var wanted = new PaddingNegotiate(true, 1500, 9500);
    byte[] cell = wanted.cell();
    assertThat(cell).startsWith(0, 0, 0, 0, 12, 0, 2);
    assertThat(PaddingNegotiate.parse(new ByteReader(cell, 5, 509))).isEqualTo(wanted);
    assertThat(PaddingNegotiate.NONE.cell()).startsWith(0, 0, 0, 0, 12, 0, 1, 0, 0, 0, 0);
    for (byte[] bad : new byte[][] {{1, 2, 0, 0, 0, 0}, {0, 3, 0, 0, 0, 0}, {0, 1, 0}}) {
      assertThatExceptionOfType(ProtocolViolation.class)
          .isThrownBy(() -> PaddingNegotiate.parse(new ByteReader(bad)));
    }
  }
}
