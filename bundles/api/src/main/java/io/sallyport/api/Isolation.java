// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.util.List;

/**
 * Which flows may share what an outbound shares between flows (a Tor circuit): those whose
 * isolation is equal.
 *
 * @param parts what distinguishes the flow, in an order fixed by the policy
 */
public record Isolation(List<String> parts) {

  /** Shared by every flow that is not isolated. */
  public static final Isolation SHARED = new Isolation(List.of());

  public Isolation {
    parts = List.copyOf(parts);
  }
}
