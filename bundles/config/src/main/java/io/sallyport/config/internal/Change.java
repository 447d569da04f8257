// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.SortedMap;

/** Something to be done in Config Admin. */
sealed interface Change {

  /** PID or factory PID with name. */
  FileName name();

  /**
   * Configure.
   *
   * @param force even if the properties are the same: a secret behind them has changed
   */
  record Put(FileName name, SortedMap<String, Object> properties, boolean force)
      implements Change {}

  /** Remove the configuration. */
  record Delete(FileName name) implements Change {}
}
