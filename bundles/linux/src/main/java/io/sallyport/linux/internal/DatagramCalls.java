// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The system calls of datagrams with ancillary data; results as in {@link Libc}. */
@SuppressWarnings("restricted")
public final class DatagramCalls {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle NUMBER =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));
  private static final MethodHandle RECVMMSG =
      handle("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle SENDTO =
      handle("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

  private DatagramCalls() {}

  private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name)),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.captureCallState("errno"));
  }

  /** As many messages as are there, up to so many. */
  public static int receive(int fd, MemorySegment messages, int count) {
    var state = STATE.get();
    try {
      int returned = (int) RECVMMSG.invokeExact(state, fd, messages, count, 0, MemorySegment.NULL);
      return returned < 0 ? -(int) NUMBER.get(state, 0L) : returned;
    } catch (Throwable e) {
      throw new AssertionError("a system call cannot throw", e);
    }
  }

  /** One datagram to an address. */
  public static long send(int fd, MemorySegment from, long length, MemorySegment to) {
    var state = STATE.get();
    try {
      long returned =
          (long) SENDTO.invokeExact(state, fd, from, length, 0, to, (int) to.byteSize());
      return returned < 0 ? -(int) NUMBER.get(state, 0L) : returned;
    } catch (Throwable e) {
      throw new AssertionError("a system call cannot throw", e);
    }
  }
}
