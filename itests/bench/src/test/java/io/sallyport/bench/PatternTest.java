// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PatternTest {

  private final Pattern pattern = new Pattern();

  private ByteBuffer received(long position, int length) {
    var copy = ByteBuffer.allocateDirect(length);
    for (int i = 0; i < length; i++) {
      copy.put(i, pattern.at(position + i, 1).get());
    }
    return copy;
  }

  @Test
  void whatWasSentIsRight() {
    // across the block's end, and longer than a chunk
    assertThat(pattern.wrong(received(131_000, Pattern.CHUNK + 999), 131_000)).isZero();
  }

  @Test
  void everyFlippedByteCounts() {
    var data = received(5, 10_000);
    data.put(0, (byte) ~data.get(0)).put(7_777, (byte) ~data.get(7_777));

    assertThat(pattern.wrong(data, 5)).isEqualTo(2);
  }

  @Test
  void aLostByteAndAnotherStreamAreFound() {
    assertThat(pattern.wrong(received(1, 4096), 0)).isGreaterThan(4000);
    assertThat(pattern.wrong(received(Pattern.start(1), 4096), Pattern.start(2)))
        .isGreaterThan(4000);
  }

  @Test
  void comparingConsumesNothing() {
    var data = received(0, 64).position(3).limit(60);

    pattern.wrong(data, 3);

    assertThat(data.position()).isEqualTo(3);
    assertThat(data.limit()).isEqualTo(60);
  }
}
