// SPDX-License-Identifier: Apache-2.0
package io.sallyport.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A stream whose medium is the test. */
final class Wire extends ByteStreamChannel {

  final List<String> sent = new ArrayList<>();
  final List<ByteBuf> given = new ArrayList<>();
  int room = 1000;
  int batches;
  int outputEnds;
  int consumed;
  final List<Boolean> closed = new ArrayList<>();

  Wire() {
    super(null);
  }

  static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  /** The medium brings something; the buffer, to see what became of it. */
  ByteBuf bring(String text) {
    var bytes = bytes(text);
    given.add(bytes);
    received(bytes);
    return bytes;
  }

  void end() {
    inputEnds();
    deliver();
  }

  void cutOff(String why) {
    breaksOff(new IllegalStateException(why));
    deliver();
  }

  void resetNow(String why) {
    reset(new IllegalStateException(why));
  }

  void makeRoom(int more) {
    room += more;
    writeOn();
  }

  int waits() {
    return waitingBytes();
  }

  @Override
  protected int room() {
    return room;
  }

  @Override
  protected void send(ByteBuf bytes) {
    room -= bytes.readableBytes();
    sent.add(bytes.toString(StandardCharsets.US_ASCII));
    bytes.release();
  }

  @Override
  protected void sent() {
    batches++;
  }

  @Override
  protected void outputEnds() {
    outputEnds++;
  }

  @Override
  protected void consumed(int bytes) {
    consumed += bytes;
  }

  @Override
  protected void closed(boolean reset) {
    closed.add(reset);
  }
}
