// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.Addresses;
import io.sallyport.torcore.cell.BeginMessage;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.ConnectedMessage;
import io.sallyport.torcore.cell.DestroyReason;
import io.sallyport.torcore.cell.EndMessage;
import io.sallyport.torcore.cell.EndReason;
import io.sallyport.torcore.cell.RelayCommand;
import io.sallyport.torcore.cell.ResolvedAnswer;
import io.sallyport.torcore.cell.ResolvedMessage;
import io.sallyport.torcore.circuit.CircuitEvent.Cause;
import io.sallyport.torcore.fake.FakePath.Message;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class StreamsTest {

  private static final InetAddress ADDRESS = Addresses.parse(new byte[] {18, 0, 0, 1});
  private static final StreamTarget TARGET = new StreamTarget("www.example.com", 80, 0);

  private final CircuitPair pair = CircuitPair.of(3);
  private final Recorder recorder = new Recorder();

  private CircuitStream open() {
    CircuitStream stream = pair.circuit.begin(TARGET, recorder);
    pair.carry();
    assertThat(pair.path.received.remove().command()).isEqualTo(RelayCommand.BEGIN);
    return stream;
  }

  private CircuitStream connected() {
    CircuitStream stream = open();
    answer(RelayCommand.CONNECTED, stream, new ConnectedMessage(ADDRESS, 60).encoded());
    recorder.events.clear();
    return stream;
  }

  private void answer(int command, CircuitStream stream, byte... data) {
    pair.path.send(2, command, stream.id(), data);
    pair.carry();
  }

  private void violated(Reason reason) {
    assertThat(pair.closed().cause()).isEqualTo(Cause.VIOLATION);
    assertThat(Objects.requireNonNull(pair.closed().violation()).reason()).isEqualTo(reason);
    assertThat(pair.closed().hop()).isEqualTo(2);
  }

  @Test
  void aStreamFromBeginToEnd() throws Exception {
    CircuitStream stream = pair.circuit.begin(TARGET, recorder);
    byte[] request = "GET /".getBytes(StandardCharsets.US_ASCII);
    assertThat(stream.write(request, 0, 5)).as("before it is connected").isEqualTo(5);
    pair.carry();
    Message begin = pair.path.received.remove();
    assertThat(BeginMessage.parse(new ByteReader(begin.data())))
        .isEqualTo(new BeginMessage("www.example.com", 80, 0));
    assertThat(begin.hop()).isEqualTo(2);
    Message data = pair.path.received.remove();
    assertThat(data.data()).isEqualTo(request);
    assertThat(data.streamId()).isEqualTo(begin.streamId()).isEqualTo(stream.id());

    answer(RelayCommand.CONNECTED, stream, new ConnectedMessage(ADDRESS, 60).encoded());
    answer(RelayCommand.DATA, stream, "answer".getBytes(StandardCharsets.US_ASCII));
    answer(RelayCommand.END, stream, (byte) 6);
    assertThat(recorder.events)
        .containsExactly(
            new StreamEvent.Connected(ADDRESS, 60),
            new StreamEvent.Ended(EndReason.DONE, true, null, 0));
    assertThat(recorder.data).hasToString("answer");
    assertThat(stream.isOpen()).isFalse();
    assertThat(stream.write(request, 0, 5)).isZero();
    assertThat(pair.circuit.streams()).isZero();
    assertThat(pair.circuit.isOpen()).isTrue();
  }

  @Test
  void aRefusalTellsWhatWasRefused() {
    CircuitStream stream = open();
    answer(RelayCommand.END, stream, new EndMessage(EndReason.EXIT_POLICY, ADDRESS, 300).encoded());
    assertThat(recorder.events)
        .containsExactly(new StreamEvent.Ended(EndReason.EXIT_POLICY, true, ADDRESS, 300));
  }

  /** TROVE-2026-011: relays see END without a reason as a violation of the circuit, too. */
  @Test
  void endWithoutAReason() {
    answer(RelayCommand.END, connected());
    violated(Reason.TRUNCATED);
    assertThat(recorder.ended())
        .isEqualTo(new StreamEvent.Ended(EndReason.DESTROY, false, null, 0));
  }

  @Test
  void aLookup() {
    CircuitStream stream = pair.circuit.resolve("www.example.com", recorder);
    pair.carry();
    Message asked = pair.path.received.remove();
    assertThat(asked.command()).isEqualTo(RelayCommand.RESOLVE);
    assertThat(new String(asked.data(), StandardCharsets.US_ASCII)).isEqualTo("www.example.com\0");
    List<ResolvedAnswer> answers = List.of(new ResolvedAnswer.Address(ADDRESS, 60));
    answer(RelayCommand.RESOLVED, stream, new ResolvedMessage(answers).encoded());
    assertThat(recorder.events)
        .containsExactly(
            new StreamEvent.Resolved(answers),
            new StreamEvent.Ended(EndReason.DONE, true, null, 0));
    assertThat(pair.circuit.streams()).isZero();
  }

  @Test
  void anAnswerToALookupThatIsNoneEndsTheLookupOnly() {
    CircuitStream stream = pair.circuit.resolve("www.example.com", recorder);
    answer(RelayCommand.RESOLVED, stream, (byte) 4, (byte) 9, (byte) 1);
    assertThat(recorder.events)
        .containsExactly(new StreamEvent.Ended(EndReason.TOR_PROTOCOL, true, null, 0));
    assertThat(pair.circuit.isOpen()).isTrue();
  }

  /** TROVE-2026-018: flow control, data and what not for a lookup. */
  @Test
  void nothingElseForALookup() {
    for (int command :
        new int[] {
          RelayCommand.XOFF,
          RelayCommand.XON,
          RelayCommand.SENDME,
          RelayCommand.DATA,
          RelayCommand.CONNECTED
        }) {
      var fresh = new StreamsTest();
      CircuitStream stream = fresh.pair.circuit.resolve("www.example.com", fresh.recorder);
      assertThat(stream.write(new byte[1], 0, 1)).isZero();
      fresh.answer(command, stream, (byte) 0);
      fresh.violated(Reason.UNEXPECTED);
    }
  }

  @Test
  void connectedThatIsNoneEndsTheStreamOnly() {
    CircuitStream stream = open();
    answer(RelayCommand.CONNECTED, stream, (byte) 1, (byte) 2);
    assertThat(recorder.events)
        .containsExactly(new StreamEvent.Ended(EndReason.TOR_PROTOCOL, false, null, 0));
    assertThat(pair.path.received.remove().command()).isEqualTo(RelayCommand.END);
    answer(RelayCommand.DATA, stream, (byte) 1);
    answer(RelayCommand.END, stream, (byte) 6);
    assertThat(pair.circuit.isOpen()).isTrue();
    assertThat(recorder.events).hasSize(1);
  }

  @Test
  void dataBeforeConnected() {
    answer(RelayCommand.DATA, open(), (byte) 1);
    violated(Reason.UNEXPECTED);
  }

  @Test
  void connectedTwice() {
    answer(RelayCommand.CONNECTED, connected());
    violated(Reason.UNEXPECTED);
  }

  @Test
  void dataWithoutData() {
    answer(RelayCommand.DATA, connected());
    violated(Reason.MALFORMED);
  }

  @Test
  void aStreamThatNeverWas() {
    CircuitStream stream = connected();
    pair.path.send(2, RelayCommand.DATA, stream.id() ^ 1, (byte) 1);
    pair.carry();
    violated(Reason.UNKNOWN_ID);
  }

  /** Another hop than the one that the stream ends at cannot speak for it. */
  @Test
  void aStreamOfAnotherHop() {
    CircuitStream stream = connected();
    pair.path.send(1, RelayCommand.DATA, stream.id(), (byte) 1);
    pair.carry();
    assertThat(pair.closed().hop()).isEqualTo(1);
    assertThat(Objects.requireNonNull(pair.closed().violation()).reason())
        .isEqualTo(Reason.UNKNOWN_ID);
    assertThat(recorder.data.size()).isZero();
  }

  @Test
  void afterItsEndAStreamIsGone() {
    CircuitStream stream = connected();
    answer(RelayCommand.END, stream, (byte) 6);
    answer(RelayCommand.DATA, stream, (byte) 1);
    violated(Reason.UNKNOWN_ID);
  }

  @Test
  void whatWasOnItsWayIsAbsorbed() {
    CircuitStream stream = connected();
    stream.write(new byte[498 * 60], 0, 498 * 60);
    stream.end();
    stream.end();
    pair.carryToRelay();
    assertThat(pair.path.received).last().extracting(Message::command).isEqualTo(RelayCommand.END);
    assertThat(pair.path.received).last().extracting(Message::data).isEqualTo(new byte[] {1});
    for (int i = 0; i < 500; i++) {
      answer(RelayCommand.DATA, stream, (byte) 1);
    }
    answer(RelayCommand.END, stream, (byte) 6);
    assertThat(recorder.events).isEmpty();
    assertThat(recorder.data.size()).isZero();
    assertThat(pair.circuit.isOpen()).isTrue();
    answer(RelayCommand.END, stream, (byte) 6);
    violated(Reason.UNKNOWN_ID);
  }

  @Test
  void whatCannotHaveBeenOnItsWayIsNot() {
    CircuitStream stream = connected();
    stream.end();
    for (int i = 0; i < 500; i++) {
      answer(RelayCommand.DATA, stream, (byte) 1);
    }
    assertThat(pair.circuit.isOpen()).isTrue();
    answer(RelayCommand.DATA, stream, (byte) 1);
    violated(Reason.FLOW_CONTROL);
  }

  @Test
  void acknowledgementsOfAClosedStreamAreCounted() {
    CircuitStream stream = connected();
    stream.end();
    answer(RelayCommand.SENDME, stream);
    violated(Reason.FLOW_CONTROL);
  }

  @Test
  void oneConnectedMayComeAfterOurEnd() {
    CircuitStream stream = open();
    stream.end();
    answer(RelayCommand.CONNECTED, stream);
    assertThat(pair.circuit.isOpen()).isTrue();
    answer(RelayCommand.CONNECTED, stream);
    violated(Reason.UNEXPECTED);
  }

  @Test
  void aLookupMayBeGivenUp() {
    CircuitStream stream = pair.circuit.resolve("a.example", recorder);
    stream.end();
    answer(RelayCommand.RESOLVED, stream, new ResolvedMessage(List.of()).encoded());
    assertThat(recorder.events).isEmpty();
    assertThat(pair.circuit.isOpen()).isTrue();
  }

  @Test
  void everyStreamHearsOfTheEndOfItsCircuitFirst() {
    CircuitStream stream = connected();
    var other = new Recorder();
    pair.circuit.beginDirectory(other);
    assertThat(pair.circuit.streams()).isEqualTo(2);
    pair.carry();
    pair.path.raw(CellCommand.DESTROY, new byte[] {(byte) DestroyReason.OR_IDENTITY.code()});
    pair.carry();
    var gone = new StreamEvent.Ended(EndReason.DESTROY, false, null, 0);
    assertThat(recorder.events).containsExactly(gone);
    assertThat(other.events).containsExactly(gone);
    assertThat(stream.isOpen()).isFalse();
    stream.consumed(5);
    stream.end();
    pair.carry();
    assertThat(pair.commands).doesNotContain(CellCommand.DESTROY);
  }

  @Test
  void aListenerMayEndItsStreamWhileItHears() {
    CircuitStream stream = connected();
    recorder.onData = stream::end;
    answer(RelayCommand.DATA, stream, (byte) 1);
    answer(RelayCommand.DATA, stream, (byte) 1);
    assertThat(recorder.data.size()).isEqualTo(1);
    assertThat(pair.circuit.isOpen()).isTrue();
  }

  @Test
  void aListenerMayEndItsCircuitWhileItHears() {
    CircuitStream stream = connected();
    recorder.onData = () -> pair.circuit.close(DestroyReason.FINISHED);
    for (int i = 0; i < 3; i++) {
      answer(RelayCommand.DATA, stream, (byte) 1);
    }
    assertThat(recorder.data.size()).isEqualTo(1);
    assertThat(pair.closed().cause()).isEqualTo(Cause.LOCAL);
  }

  @Test
  void aListenerMayAnswerWithTheBytesThatItHears() {
    CircuitStream stream =
        pair.circuit.begin(
            TARGET,
            new StreamListener() {
              @Override
              public void data(byte[] buffer, int offset, int length) {
                recorder.data(buffer, offset, length);
                pair.circuit.beginDirectory(new Recorder()).write(buffer, offset, length);
                recorder.data(buffer, offset, length);
              }

              @Override
              public void event(StreamEvent event) {}
            });
    answer(RelayCommand.CONNECTED, stream);
    answer(RelayCommand.DATA, stream, "echo".getBytes(StandardCharsets.US_ASCII));
    assertThat(recorder.data).hasToString("echoecho");
    assertThat(pair.path.received)
        .last()
        .satisfies(m -> assertThat(m.data()).asString().isEqualTo("echo"));
  }

  @Test
  void streamIdsAreNotUsedTwice() {
    var ids = new HashSet<Integer>();
    for (int i = 0; i < 3000; i++) {
      CircuitStream stream = pair.circuit.begin(TARGET, recorder);
      assertThat(stream.id()).isBetween(1, 65_535);
      assertThat(ids.add(stream.id())).isTrue();
      stream.end();
    }
  }

  @Test
  void namesThatAreNone() {
    for (String host : new String[] {"", "a b", "a\0b", "a\r\n", "ä.example", "x".repeat(256)}) {
      Assertions.assertThatIllegalArgumentException()
          .isThrownBy(() -> new StreamTarget(host, 80, 0));
      Assertions.assertThatIllegalArgumentException()
          .isThrownBy(() -> pair.circuit.resolve(host, recorder));
    }
    assertThat(StreamTarget.of(ADDRESS, 1).host()).isEqualTo("18.0.0.1");
    byte[] v6 = new byte[16];
    v6[15] = 1;
    assertThat(StreamTarget.of(Addresses.parse(v6), 1).host()).isEqualTo("[0:0:0:0:0:0:0:1]");
  }
}
