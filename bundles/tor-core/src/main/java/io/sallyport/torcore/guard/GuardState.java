// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.guard;

import java.util.List;

/**
 * The guards of a client as they are kept on disk.
 *
 * @param version of this form: 1
 * @param guards confirmed ones first, in the order of confirmation; then the others, in that of the
 *     sample
 */
public record GuardState(int version, List<GuardRecord> guards) {

  /** The version that is written. */
  public static final int VERSION = 1;

  /** A client that has none. */
  public static final GuardState EMPTY = new GuardState(VERSION, List.of());

  public GuardState {
    guards = List.copyOf(guards);
  }
}
