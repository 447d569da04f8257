// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
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

  /**
   * The outbounds that a policy names and where: what an inbound's {@link Schema#references} adds.
   *
   * @throws ConfigException as {@link #compile} does
   */
  default List<Schema.Reference> references(Settings settings) throws ConfigException {
    return compile(settings).outbounds().stream()
        .sorted()
        .map(tag -> new Schema.Reference("", tag))
        .toList();
  }
}
