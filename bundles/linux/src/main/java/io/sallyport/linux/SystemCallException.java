// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import org.jspecify.annotations.Nullable;

/** A system call failed. */
public final class SystemCallException extends LinuxException {

  private static final long serialVersionUID = 1L;

  private final String call;
  private final int number;

  /**
   * @param call what was called on what: {@code TUNSETIFF sally0}
   * @param number the kernel's errno
   * @param needed the capability without which the call fails by EPERM or EACCES; null where none
   *     helps
   */
  public SystemCallException(String call, int number, @Nullable Capability needed) {
    super(call + ": " + Errno.describe(number), remedy(number, needed));
    this.call = call;
    this.number = number;
  }

  private static @Nullable String remedy(int number, @Nullable Capability needed) {
    boolean refused = number == Errno.EPERM.number() || number == Errno.EACCES.number();
    return refused && needed != null ? needed.remedy() : null;
  }

  /** What was called on what. */
  public String call() {
    return call;
  }

  /** The error by name. */
  public Errno errno() {
    return Errno.of(number);
  }

  /** The error by number. */
  public int number() {
    return number;
  }
}
