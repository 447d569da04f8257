// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import java.util.List;

/**
 * With whom a stream may share a circuit: streams whose keys differ never share one.
 *
 * @param parts whatever distinguishes users, applications or destinations
 */
public record IsolationKey(List<String> parts) {

  /** Of streams that nobody asked to keep apart. */
  public static final IsolationKey SHARED = new IsolationKey(List.of());

  public IsolationKey {
    parts = List.copyOf(parts);
  }

  /** A key of some parts, in this order. */
  public static IsolationKey of(String... parts) {
    return new IsolationKey(List.of(parts));
  }

  /** Says nothing of the parts: they may be user names or destinations. */
  @Override
  public String toString() {
    return parts.isEmpty() ? "shared" : "isolated";
  }
}
