// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

/** Hears what happens to a client. Called on any thread, in order; must not block. */
@FunctionalInterface
public interface ClientListener {

  /** It is further, or stuck, or has lost what it had. */
  void bootstrap(Bootstrap now);
}
