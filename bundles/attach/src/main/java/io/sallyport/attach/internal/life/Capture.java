// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.linux.Family;
import io.sallyport.linux.RoutingPlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One way of getting hold of an interface's packets, as long as it runs. Methods block and are
 * called one at a time, never on an event loop; {@link #counters} on any thread.
 */
public interface Capture extends AutoCloseable {

  /** Opens what packets are to be led to; nothing leads there yet. */
  void open() throws IOException;

  /** Whether it can go on under other settings with no more than other rules. */
  boolean fits(InterfaceSettings settings);

  /** The body of the interface's capture table; empty for none. */
  String rules(InterfaceSettings settings);

  /** Rules and routes that it needs, besides the guard's. */
  RoutingPlan routing(InterfaceSettings settings, List<Family> families);

  /** Whether those are shared by all interfaces, and stay when one is detached. */
  boolean sharesRouting();

  /** What it has counted. */
  Map<String, Long> counters();

  /**
   * Closes what it opened. Connections that were captured live on, in the session manager and in
   * the kernel, as long as the capture table stays.
   */
  @Override
  void close();
}
