// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many bytes a second sessions carry, between two looks at them. For one thread. */
final class SessionRates {

  private Map<Long, Long> before = Map.of();
  private Map<Long, Long> rates = Map.of();
  private long at;

  /** Looks at the sessions as they are now. */
  void look(List<SessionView> views, long nanos) {
    var now = new HashMap<Long, Long>();
    var next = new HashMap<Long, Long>();
    double seconds = (nanos - at) / 1e9;
    for (var view : views) {
      long bytes = view.up() + view.down();
      now.put(view.id(), bytes);
      Long earlier = before.get(view.id());
      if (earlier != null && seconds > 0) {
        next.put(view.id(), (long) ((bytes - earlier) / seconds));
      }
    }
    before = now;
    rates = next;
    at = nanos;
  }

  /** Of both directions; 0 for a session that was not there at the look before. */
  long of(SessionView view) {
    return rates.getOrDefault(view.id(), 0L);
  }
}
