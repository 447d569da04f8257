// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.util.Locale;

/**
 * An error number of the kernel with its name. The numbers are those of {@code asm-generic}, which
 * x86_64 and aarch64 share.
 */
public enum Errno {
  EPERM(1, "not permitted"),
  ENOENT(2, "no such file, table or rule"),
  ESRCH(3, "no such process, rule or route"),
  EINTR(4, "interrupted"),
  EIO(5, "the device is down or broken"),
  ENXIO(6, "no such device or address"),
  EBADF(9, "the descriptor is closed"),
  EAGAIN(11, "nothing to be had now"),
  ENOMEM(12, "out of memory"),
  EACCES(13, "access denied"),
  EFAULT(14, "bad address"),
  EBUSY(16, "in use by somebody else"),
  EEXIST(17, "exists already"),
  ENODEV(19, "no such device"),
  ENOTDIR(20, "not a directory"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files on this machine"),
  EMFILE(24, "too many open files in this process"),
  ENOTTY(25, "not an operation of this device"),
  ENOSPC(28, "no space left"),
  EROFS(30, "read-only file system"),
  EPIPE(32, "the other end is closed"),
  EPROTO(71, "protocol error"),
  EBADFD(77, "the descriptor is in a bad state"),
  EMSGSIZE(90, "too long"),
  ENOPROTOOPT(92, "no such option"),
  EPROTONOSUPPORT(93, "protocol not supported"),
  EOPNOTSUPP(95, "not supported"),
  EAFNOSUPPORT(97, "address family not supported"),
  EADDRINUSE(98, "address in use"),
  EADDRNOTAVAIL(99, "address not available"),
  ENETDOWN(100, "the interface is down"),
  ENETUNREACH(101, "network unreachable"),
  ENOBUFS(105, "no buffer space"),
  ENOTCONN(107, "not connected"),
  ETIMEDOUT(110, "timed out"),
  ECONNREFUSED(111, "refused"),
  EHOSTUNREACH(113, "host unreachable"),
  /** Whatever has no line here. */
  UNKNOWN(-1, "unknown error");

  private final int number;
  private final String meaning;

  Errno(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** Of a number; {@link #UNKNOWN} for one without a name here. */
  public static Errno of(int number) {
    for (var errno : values()) {
      if (errno.number == number) {
        return errno;
      }
    }
    return UNKNOWN;
  }

  /** The kernel's number; -1 for {@link #UNKNOWN}. */
  public int number() {
    return number;
  }

  /** In a few words, for people. */
  public String meaning() {
    return meaning;
  }

  /** {@code EPERM (1, not permitted)}. */
  static String describe(int number) {
    var known = of(number);
    return known == UNKNOWN
        ? String.format(Locale.ROOT, "errno %d", number)
        : String.format(Locale.ROOT, "%s (%d, %s)", known, number, known.meaning);
  }
}
