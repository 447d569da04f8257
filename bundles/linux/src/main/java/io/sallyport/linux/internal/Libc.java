// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sallyport.linux.Capability;
import io.sallyport.linux.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The C library's system calls. Each returns what the call returns, or the negated errno: capturing
 * it costs nothing that could be measured. None is linked as critical: 40 ns less a call, but a
 * write into a TUN device runs the kernel's whole receive path, and a critical call holds up every
 * collection of garbage meanwhile.
 */
@SuppressWarnings("restricted")
public final class Libc {

  public static final int O_RDONLY = 0;
  public static final int O_RDWR = 2;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int POLLIN = 1;
  public static final int POLLOUT = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle NUMBER =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private static final MethodHandle OPEN = variadic(2, "open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = handle("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      handle("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle IOCTL =
      variadic(2, "ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle IOCTL_LONG =
      variadic(2, "ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle POLL = handle("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKET =
      handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV =
      handle("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND =
      handle("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETNS = handle("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle MMAP =
      handle("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP = handle("munmap", JAVA_INT, ADDRESS, JAVA_LONG);

  private Libc() {}

  private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... parameters) {
    return link(name, FunctionDescriptor.of(result, parameters), ERRNO);
  }

  private static MethodHandle variadic(
      int first, String name, MemoryLayout result, MemoryLayout... parameters) {
    return link(
        name,
        FunctionDescriptor.of(result, parameters),
        ERRNO,
        Linker.Option.firstVariadicArg(first));
  }

  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    var symbol =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    return LINKER.downcallHandle(symbol, descriptor, options);
  }

  private static int errno(MemorySegment state) {
    return (int) NUMBER.get(state, 0L);
  }

  private static int result(int returned, MemorySegment state) {
    return returned < 0 ? -errno(state) : returned;
  }

  private static long result(long returned, MemorySegment state) {
    return returned < 0 ? -errno(state) : returned;
  }

  /** A downcall throws nothing but errors: its arguments are of its own types. */
  private static AssertionError unexpected(Throwable e) {
    return new AssertionError("a system call cannot throw", e);
  }

  /** Throws if a result is an errno. */
  public static int check(int result, String call, @Nullable Capability needed)
      throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, -result, needed);
    }
    return result;
  }

  public static int open(String path, int flags) {
    var state = STATE.get();
    try (var arena = Arena.ofConfined()) {
      return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int close(int fd) {
    var state = STATE.get();
    try {
      return result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static long read(int fd, MemorySegment into, long length) {
    var state = STATE.get();
    try {
      return result((long) READ.invokeExact(state, fd, into, length), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static long write(int fd, MemorySegment from, long length) {
    var state = STATE.get();
    try {
      return result((long) WRITE.invokeExact(state, fd, from, length), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int ioctl(int fd, long request, MemorySegment argument) {
    var state = STATE.get();
    try {
      return result((int) IOCTL.invokeExact(state, fd, request, argument), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int ioctl(int fd, long request, long argument) {
    var state = STATE.get();
    try {
      return result((int) IOCTL_LONG.invokeExact(state, fd, request, argument), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code milliseconds} below 0 waits for ever. */
  public static int poll(MemorySegment descriptors, int count, int milliseconds) {
    var state = STATE.get();
    try {
      return result((int) POLL.invokeExact(state, descriptors, (long) count, milliseconds), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int eventfd() {
    var state = STATE.get();
    try {
      return result((int) EVENTFD.invokeExact(state, 0, O_CLOEXEC | O_NONBLOCK), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Never blocking, never inherited. */
  public static int socket(int domain, int type, int protocol) {
    var state = STATE.get();
    try {
      return result(
          (int) SOCKET.invokeExact(state, domain, type | O_CLOEXEC | O_NONBLOCK, protocol), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int bind(int fd, MemorySegment address) {
    var state = STATE.get();
    try {
      return result((int) BIND.invokeExact(state, fd, address, (int) address.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static long recv(int fd, MemorySegment into, int flags) {
    var state = STATE.get();
    try {
      return result((long) RECV.invokeExact(state, fd, into, into.byteSize(), flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static long send(int fd, MemorySegment from, long length) {
    var state = STATE.get();
    try {
      return result((long) SEND.invokeExact(state, fd, from, length, 0), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code length} holds the room on the way in and the size on the way out. */
  public static int getsockopt(
      int fd, int level, int option, MemorySegment value, MemorySegment length) {
    var state = STATE.get();
    try {
      return result((int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int setsockopt(int fd, int level, int option, MemorySegment value) {
    var state = STATE.get();
    try {
      return result(
          (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize()),
          state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int setns(int fd, int type) {
    var state = STATE.get();
    try {
      return result((int) SETNS.invokeExact(state, fd, type), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Maps a descriptor for reading and writing, shared. */
  public static MemorySegment map(int fd, long length) throws SystemCallException {
    var state = STATE.get();
    MemorySegment mapped;
    try {
      mapped = (MemorySegment) MMAP.invokeExact(state, MemorySegment.NULL, length, 3, 1, fd, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (mapped.address() == -1) {
      throw new SystemCallException("mmap", errno(state), null);
    }
    return mapped.reinterpret(length);
  }

  public static int unmap(MemorySegment mapped) {
    var state = STATE.get();
    try {
      return result((int) MUNMAP.invokeExact(state, mapped, mapped.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }
}
