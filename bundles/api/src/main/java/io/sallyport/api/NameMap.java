// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Service: turns an address that we invented for a name (fake-IP) back into the name, before policy
 * sees it. Called on event loops; must not block.
 */
@ConsumerType
public interface NameMap {

  /** The name behind an address; null if the address is not one of ours. */
  @Nullable String nameOf(InetAddress address);
}
