// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a stream tells. */
final class Recorder implements StreamListener {

  final List<StreamEvent> events = new ArrayList<>();
  final ByteArrayOutputStream data = new ByteArrayOutputStream();
  Runnable onData = () -> {};

  @Override
  public void data(byte[] buffer, int offset, int length) {
    data.write(buffer, offset, length);
    onData.run();
  }

  @Override
  public void event(StreamEvent event) {
    events.add(event);
  }

  StreamEvent.Ended ended() {
    return (StreamEvent.Ended) events.getLast();
  }
}
