// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

/** Something on a link that is told when it has a turn. Called on the link's loop. */
public interface LinkUser {

  /** All cells that came in one piece have been dealt out: what they brought can be handed on. */
  void readComplete();

  /** The link takes cells again. */
  void writable();
}
