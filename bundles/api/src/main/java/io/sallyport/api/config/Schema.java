// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Service: the keys of one kind of configuration file. A file whose PID has a schema is checked
 * against it before anything of it takes effect.
 */
@ConsumerType
public interface Schema {

  /** PID or factory PID: what stands before {@code ~} in the file's name. */
  String pid();

  /** One sentence on what such a file makes. */
  String doc();

  /**
   * All keys, in the order in which people should read them. {@code tag} need not be among them.
   */
  List<Key<?>> keys();

  /**
   * Checks what single keys cannot.
   *
   * @throws ConfigException with every problem
   */
  default void check(Settings settings) throws ConfigException {}

  /**
   * The outbounds that a configuration names, each with the path where it does; a file that names
   * one that nothing defines is refused.
   */
  default List<Reference> references(Settings settings) throws ConfigException {
    return List.of();
  }

  /**
   * Service properties of an outbound that follow from its configuration, such as {@link
   * io.sallyport.api.Outbound#NETWORK}; added to what the file says. Never anything secret.
   */
  default Map<String, Object> serviceProperties(Settings settings) throws ConfigException {
    return Map.of();
  }

  /** An outbound named in a configuration. */
  record Reference(String path, String outbound) {}
}
