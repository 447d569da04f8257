// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.Bootstrap;
import io.sallyport.torcore.netdir.NetDir;

/** Hears how the directory fares. Called on the directory's thread, in order; must not block. */
public interface DirectoryListener {

  /**
   * It is further, or stuck.
   *
   * @param now at 100 percent circuits can be built
   */
  void progress(Bootstrap now);

  /** There is a new snapshot of the network, good enough to build circuits by. */
  void network(NetDir now);

  /**
   * What {@link #network} gave last is too old to build circuits by, and nothing newer is to be
   * had.
   */
  default void lost() {}

  /** Something that the operator should know, once: what, and what was done about it. */
  default void warning(String message) {}
}
