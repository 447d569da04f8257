// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.settings;

/** What becomes of an echo request to somebody beyond the gateway. */
public enum Ping {
  /** The client is told that it may not. */
  REJECT,
  /** Silence. */
  DROP,
  /** The gateway answers in the place of whoever was asked, reachable or not. */
  REPLY
}
