// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import java.util.List;

/**
 * A schema whose keys are known when it is made; most are. What remains to be said, if anything, is
 * what single keys cannot check and which outbounds are named.
 */
public abstract class FixedSchema implements Schema {

  private final String pid;
  private final String doc;
  private final List<Key<?>> keys;

  /**
   * A schema.
   *
   * @param pid as {@link Schema#pid}
   * @param doc as {@link Schema#doc}
   * @param keys as {@link Schema#keys}
   */
  protected FixedSchema(String pid, String doc, List<Key<?>> keys) {
    this.pid = pid;
    this.doc = doc;
    this.keys = List.copyOf(keys);
  }

  @Override
  public final String pid() {
    return pid;
  }

  @Override
  public final String doc() {
    return doc;
  }

  @Override
  public final List<Key<?>> keys() {
    return keys;
  }
}
