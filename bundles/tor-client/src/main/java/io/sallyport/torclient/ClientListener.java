// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

/** Hears what happens to a client. Called on any thread, in order; must not block. */
public interface ClientListener {

  /** It is further, or stuck, or has lost what it had. */
  void bootstrap(Bootstrap now);

  /** Something that the operator should know: what, and what was done about it. */
  default void warning(String message) {}
}
