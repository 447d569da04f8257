// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.datagram;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that forget what was not used for longest. */
final class Recent {

  private Recent() {}

  static <K, V> Map<K, V> map(int max) {
    return new LinkedHashMap<>(4, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }
}
