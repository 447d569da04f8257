// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Room for some datagrams with their addresses: {@code struct mmsghdr} and all that it points to,
 * as x86_64 and aarch64 both lay it out.
 */
public final class DatagramBatch {

  /** The largest datagram there is. */
  private static final int PAYLOAD = 65_536;

  private static final int MESSAGE = 64;
  private static final int NAME_LENGTH = 8;
  private static final int VECTOR = 16;
  private static final int VECTORS = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int LENGTH = 56;
  private static final int IOVEC = 16;
  private static final int CONTROL_ROOM = 64;
  private static final int CONTROL_HEADER = 16;
  private static final int SOL_IP = 0;
  private static final int SOL_IPV6 = 41;
  private static final int ORIGINAL_DESTINATION_4 = 20;
  private static final int ORIGINAL_DESTINATION_6 = 74;

  private final int size;
  private final MemorySegment messages;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final MemorySegment payloads;

  /**
   * @param size datagrams at a time
   */
  public DatagramBatch(Arena arena, int size) {
    this.size = size;
    messages = arena.allocate((long) MESSAGE * size, 8);
    names = arena.allocate((long) SocketAddresses.INET6_LENGTH * size, 8);
    controls = arena.allocate((long) CONTROL_ROOM * size, 8);
    payloads = arena.allocate((long) PAYLOAD * size, 8);
    var vectors = arena.allocate((long) IOVEC * size, 8);
    for (int i = 0; i < size; i++) {
      var vector = vectors.asSlice((long) IOVEC * i, IOVEC);
      vector.set(ADDRESS, 0, payloads.asSlice((long) PAYLOAD * i, PAYLOAD));
      vector.set(JAVA_LONG, 8, PAYLOAD);
      var message = message(i);
      message.set(ADDRESS, 0, name(i));
      message.set(ADDRESS, VECTOR, vector);
      message.set(JAVA_LONG, VECTORS, 1);
      message.set(ADDRESS, CONTROL, control(i));
    }
  }

  private MemorySegment message(int i) {
    return messages.asSlice((long) MESSAGE * i, MESSAGE);
  }

  private MemorySegment name(int i) {
    return names.asSlice((long) SocketAddresses.INET6_LENGTH * i, SocketAddresses.INET6_LENGTH);
  }

  private MemorySegment control(int i) {
    return controls.asSlice((long) CONTROL_ROOM * i, CONTROL_ROOM);
  }

  /** Fills it; how many there are, or a negated errno. */
  public int receive(int fd) {
    for (int i = 0; i < size; i++) {
      var message = message(i);
      message.set(JAVA_INT, NAME_LENGTH, SocketAddresses.INET6_LENGTH);
      message.set(JAVA_LONG, CONTROL_LENGTH, CONTROL_ROOM);
    }
    return DatagramCalls.receive(fd, messages, size);
  }

  /** How many it holds at most. */
  public int size() {
    return size;
  }

  /** The payload of one; good until the next {@link #receive}. */
  public ByteBuffer payload(int i) {
    int length = Math.clamp(message(i).get(JAVA_INT, LENGTH), 0, PAYLOAD);
    return payloads.asSlice((long) PAYLOAD * i, length).asByteBuffer();
  }

  /** Who has sent one. */
  public Optional<InetSocketAddress> source(int i) {
    return SocketAddresses.read(name(i));
  }

  /** Where one was going to; empty if the kernel does not say. */
  public Optional<InetSocketAddress> destination(int i) {
    long room = Math.clamp(message(i).get(JAVA_LONG, CONTROL_LENGTH), 0, CONTROL_ROOM);
    var control = control(i);
    for (long at = 0; at + CONTROL_HEADER <= room; ) {
      long length = control.get(JAVA_LONG, at);
      int level = control.get(JAVA_INT, at + 8);
      int type = control.get(JAVA_INT, at + 12);
      if (length < CONTROL_HEADER || at + length > room) {
        return Optional.empty();
      }
      if (level == SOL_IP && type == ORIGINAL_DESTINATION_4
          || level == SOL_IPV6 && type == ORIGINAL_DESTINATION_6) {
        return SocketAddresses.read(control.asSlice(at + CONTROL_HEADER, length - CONTROL_HEADER));
      }
      at += length + 7 & ~7L;
    }
    return Optional.empty();
  }
}
