// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.RelayCommand;
import io.sallyport.torcore.cell.SendmeMessage;
import io.sallyport.torcore.fake.FakePath.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FlowControlTest {

  private static final StreamTarget TARGET = new StreamTarget("www.example.com", 80, 0);
  private static final byte[] MUCH = new byte[498 * 2000];

  private final CircuitPair pair = CircuitPair.of(3);
  private final Recorder recorder = new Recorder();
  private final CircuitStream stream = connect(recorder);

  private CircuitStream connect(StreamListener listener) {
    CircuitStream opened = pair.circuit.begin(TARGET, listener);
    pair.carry();
    pair.path.send(2, RelayCommand.CONNECTED, opened.id());
    pair.carry();
    pair.path.received.clear();
    recorder.events.clear();
    return opened;
  }

  private List<Message> taken(int command) {
    var messages = new ArrayList<Message>();
    for (Message message : pair.path.received) {
      if (message.command() == command) {
        messages.add(message);
      }
    }
    pair.path.received.clear();
    return messages;
  }

  private void acknowledge(int streamId, byte... body) {
    pair.path.send(2, RelayCommand.SENDME, streamId, body);
    pair.carry();
  }

  private void violated(Reason reason) {
    assertThat(Objects.requireNonNull(pair.closed().violation()).reason()).isEqualTo(reason);
  }

  @Test
  void aStreamSendsFiveHundredCellsUntilItIsAcknowledged() {
    int taken = stream.write(MUCH, 0, MUCH.length);
    pair.carry();
    List<Message> cells = taken(RelayCommand.DATA);
    assertThat(cells).hasSize(500);
    assertThat(cells.stream().mapToInt(c -> c.data().length).sum()).isEqualTo(taken);
    assertThat(stream.write(MUCH, 0, 1)).isZero();

    acknowledge(stream.id());
    assertThat(recorder.events).containsExactly(new StreamEvent.Writable());
    stream.write(MUCH, 0, MUCH.length);
    pair.carry();
    assertThat(taken(RelayCommand.DATA)).hasSize(50);
  }

  @Test
  void writableIsOnlyToldToWhomItConcerns() {
    stream.write(MUCH, 0, 498 * 60);
    acknowledge(stream.id());
    assertThat(recorder.events).isEmpty();
  }

  @Test
  void anExitCannotAcknowledgeMoreThanWasSent() {
    stream.write(MUCH, 0, 498 * 49);
    acknowledge(stream.id());
    violated(Reason.FLOW_CONTROL);
  }

  @Test
  void aCircuitSendsAThousandCellsUntilItIsAcknowledgedByItsTag() {
    var others = List.of(new Recorder(), new Recorder());
    var streams = List.of(stream, connect(others.get(0)), connect(others.get(1)));
    var tags = new ArrayList<byte[]>();
    int sent = 0;
    for (CircuitStream each : streams) {
      while (each.write(MUCH, 0, 400) > 0) {
        pair.carry();
        for (Message ignored : taken(RelayCommand.DATA)) {
          if (++sent % 100 == 0) {
            tags.add(pair.path.clientTag(2));
          }
        }
      }
    }
    assertThat(sent).isEqualTo(1000);
    assertThat(tags).hasSize(10);
    recorder.events.clear();

    acknowledge(0, new SendmeMessage(tags.get(0)).encoded());
    assertThat(recorder.events).as("its own window is used up").isEmpty();
    assertThat(others.get(1).events).contains(new StreamEvent.Writable());
    acknowledge(0, new SendmeMessage(tags.get(1)).encoded());
    assertThat(pair.circuit.isOpen()).isTrue();

    acknowledge(0, new SendmeMessage(tags.get(1)).encoded());
    violated(Reason.BAD_DIGEST);
  }

  @Test
  void streamsTakeTurnsWhenTheCircuitIsAcknowledged() {
    var written = new int[3];
    var streams = new ArrayList<CircuitStream>();
    for (int i = 0; i < 3; i++) {
      int index = i;
      var listener =
          new StreamListener() {
            @Override
            public void data(byte[] buffer, int offset, int length) {}

            @Override
            public void event(StreamEvent event) {
              if (event instanceof StreamEvent.Writable) {
                written[index] += streams.get(index).write(MUCH, 0, MUCH.length);
              }
            }
          };
      streams.add(connect(listener));
    }
    for (int i = 0; i < 10; i++) {
      for (int cell = 0; cell < 100; cell++) {
        assertThat(stream.write(MUCH, 0, 400)).isEqualTo(400);
      }
      pair.carry();
      streamAcknowledged(stream);
    }
    streams.forEach(each -> each.write(MUCH, 0, MUCH.length));
    pair.carry();
    for (int i = 0; i < 3; i++) {
      pair.path.received.clear();
      acknowledge(0, new SendmeMessage(tagsOfThousand.get(i)).encoded());
    }
    assertThat(written).as("each had its turn").doesNotContain(0);
  }

  private final List<byte[]> tagsOfThousand = new ArrayList<>();

  /** A hundred cells have been taken: the exit acknowledges the stream, not yet the circuit. */
  private void streamAcknowledged(CircuitStream sender) {
    tagsOfThousand.add(pair.path.clientTag(2));
    acknowledge(sender.id());
    acknowledge(sender.id());
  }

  /** The tag of a cell whose body a relay knows beforehand would prove nothing. */
  @Test
  void cellsThatAreAcknowledgedHaveRoomForTheUnforeseeable() {
    stream.write(MUCH, 0, 498 * 300);
    pair.carry();
    List<Message> cells = taken(RelayCommand.DATA);
    for (int i = 1; i <= 300; i++) {
      assertThat(cells.get(i - 1).data().length).isEqualTo(i % 100 == 0 ? 478 : 498);
    }
  }

  @Test
  void tagsAreExpectedFromTheHopThatReceived() {
    stream.write(MUCH, 0, 498 * 100);
    pair.carry();
    byte[] tag = pair.path.clientTag(2);
    pair.path.send(1, RelayCommand.SENDME, 0, new SendmeMessage(tag).encoded());
    pair.carry();
    violated(Reason.FLOW_CONTROL);
  }

  @Test
  void withoutATagNothingIsAcknowledged() {
    stream.write(MUCH, 0, 498 * 100);
    acknowledge(0);
    violated(Reason.TRUNCATED);
  }

  @Test
  void versionZeroIsNotAccepted() {
    stream.write(MUCH, 0, 498 * 100);
    acknowledge(0, (byte) 0, (byte) 0, (byte) 0);
    violated(Reason.FLOW_CONTROL);
  }

  @Test
  void everyHundredthCellIsAcknowledgedByItsTag() throws Exception {
    var tags = new ArrayList<byte[]>();
    for (int i = 1; i <= 250; i++) {
      pair.path.send(2, RelayCommand.DATA, stream.id(), new byte[498]);
      if (i % 100 == 0) {
        tags.add(pair.path.relayTag(2));
      }
      stream.consumed(498);
      pair.carry();
    }
    List<Message> all = taken(RelayCommand.SENDME);
    List<Message> circuit = all.stream().filter(m -> m.streamId() == 0).toList();
    assertThat(circuit).hasSize(2);
    for (int i = 0; i < 2; i++) {
      var sendme = SendmeMessage.parse(new ByteReader(circuit.get(i).data()), 20);
      assertThat(sendme.tag()).isEqualTo(tags.get(i));
    }
    assertThat(all).hasSize(2 + 5);
  }

  @Test
  void whoDoesNotReadIsNotSentMore() {
    for (int i = 0; i < 500; i++) {
      pair.path.send(2, RelayCommand.DATA, stream.id(), new byte[498]);
    }
    pair.carry();
    assertThat(taken(RelayCommand.SENDME)).filteredOn(m -> m.streamId() != 0).isEmpty();
    stream.consumed(498 * 480);
    pair.carry();
    assertThat(taken(RelayCommand.SENDME)).hasSize(10);
  }

  @Test
  void moreThanTheWindowEndsTheCircuit() {
    for (int i = 0; i < 501; i++) {
      pair.path.send(2, RelayCommand.DATA, stream.id(), new byte[498]);
    }
    pair.carry();
    violated(Reason.FLOW_CONTROL);
  }

  @Test
  void theWindowOfTheConsensusCounts() {
    var small = new CircuitPair(new CircuitParameters(100));
    small.circuit.create(CircuitPair.hop());
    small.carry();
    CircuitStream only = small.circuit.begin(TARGET, recorder);
    only.write(MUCH, 0, MUCH.length);
    small.carry();
    assertThat(small.path.received).filteredOn(m -> m.command() == RelayCommand.DATA).hasSize(100);
  }
}
