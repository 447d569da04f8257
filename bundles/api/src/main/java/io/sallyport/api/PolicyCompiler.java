// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Service: makes policies out of the keys that every inbound has. */
@ProviderType
public interface PolicyCompiler {

  /** {@code rules}, {@code final}, the limits: what an inbound adds to its own keys. */
  List<Key<?>> keys();

  /**
   * Compiles a policy.
   *
   * @throws ConfigException with the path of each value that is wrong
   */
  Policy compile(Settings settings) throws ConfigException;
}
