// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.sallyport.torcore.cell.CellOutput;
import io.sallyport.torcore.cell.Cells;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Gathers cells into buffers of one TLS record and flushes once for each turn of the loop. */
final class LinkOutput implements CellOutput {

  private static final int BATCH = 31 * Cells.FIXED_LENGTH;

  private final Channel channel;
  private final LongAdder written;
  private @Nullable ByteBuf batch;
  private boolean flushComing;

  LinkOutput(Channel channel, LongAdder written) {
    this.channel = channel;
    this.written = written;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    if (!channel.isActive()) {
      return;
    }
    if (batch != null && batch.writableBytes() < length) {
      pass(batch);
      batch = null;
    }
    if (batch == null) {
      batch = channel.alloc().heapBuffer(Math.max(BATCH, length), Math.max(BATCH, length));
    }
    batch.writeBytes(buffer, offset, length);
    written.add(length);
    if (!flushComing) {
      flushComing = true;
      channel.eventLoop().execute(this::flush);
    }
  }

  /** Sends what is there. The cost of a flush in a read is saved by the caller's doing it once. */
  void flush() {
    flushComing = false;
    if (batch != null) {
      pass(batch);
      batch = null;
    }
    channel.flush();
  }

  private void pass(ByteBuf full) {
    channel.write(full, channel.voidPromise());
  }

  void close() {
    if (batch != null) {
      batch.release();
      batch = null;
    }
  }
}
