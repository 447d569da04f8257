// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many descriptors this process may have open: its {@code RLIMIT_NOFILE}. */
final class DescriptorLimit {

  private DescriptorLimit() {}

  /** The limit; {@link Integer#MAX_VALUE} where the system has none or does not tell. */
  static long get() {
    try {
      // By its name, so that no package of the JDK's own (com.sun.management) is imported.
      Object limit =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME),
                  "MaxFileDescriptorCount");
      return limit instanceof Long known && known > 0 ? known : Integer.MAX_VALUE;
    } catch (JMException e) {
      return Integer.MAX_VALUE;
    }
  }
}
