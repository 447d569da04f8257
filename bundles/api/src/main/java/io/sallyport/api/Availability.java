// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

/** Whether an outbound would take a flow now. */
public sealed interface Availability {

  /** Ready. */
  record Available() implements Availability {}

  /**
   * Not ready.
   *
   * @param why one sentence for an operator
   */
  record Unavailable(String why) implements Availability {}

  /** The one value of {@link Available}. */
  Availability AVAILABLE = new Available();
}
