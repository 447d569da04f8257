// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.Libc;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Network namespaces. */
public final class Namespaces {

  private static final int CLONE_NEWNET = 0x40000000;

  private Namespaces() {}

  /** Of a name that {@code ip netns} knows. */
  public static Path named(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not the name of a namespace: " + name);
    }
    return Path.of("/run/netns", name);
  }

  /** Of a process. */
  public static Path of(long pid) {
    return Path.of("/proc", Long.toString(pid), "ns", "net");
  }

  /**
   * Does something in another network namespace: on a thread that enters it and ends afterwards.
   * Sockets and devices that are opened there stay of that namespace wherever they are used later.
   * Programs that are started there run in it.
   *
   * @throws SystemCallException if it cannot be entered, which needs {@link Capability#SYS_ADMIN}
   * @throws Exception what the action throws
   */
  public static <T> T within(Path namespace, Callable<T> action) throws Exception {
    var task =
        new FutureTask<>(
            () -> {
              enter(namespace);
              return action.call();
            });
    Thread.ofPlatform().name("sallyport-netns").daemon().start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception thrown -> throw thrown;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    }
  }

  private static void enter(Path namespace) throws SystemCallException {
    int fd = Libc.open(namespace.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
    Libc.check(fd, "open " + namespace, Capability.SYS_ADMIN);
    try {
      Libc.check(Libc.setns(fd, CLONE_NEWNET), "setns " + namespace, Capability.SYS_ADMIN);
    } finally {
      Libc.close(fd);
    }
  }
}
