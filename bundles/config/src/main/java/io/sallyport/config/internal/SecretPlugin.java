// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Puts secrets into configurations on their way to a component, so that the store of Config Admin
 * never holds one (Compendium §104.9). Components get what {@code
 * Configuration.getProcessedProperties} gives, which declarative services use.
 *
 * <p>Config Admin keeps nothing on disk ({@code felix.cm.pm=memory}) and gets everything from
 * {@link ConfigInstaller}, which waits for this service: no component starts with a placeholder for
 * a password. Config Admin itself must not be made to wait ({@code felix.cm.config.plugins}), for
 * it would go away while this bundle is updated, in the hands of the File Install thread that
 * updates.
 */
@Component(
    service = ConfigurationPlugin.class,
    property = {"service.cmRanking:Integer=500", "config.plugin.id=" + SecretPlugin.ID})
public final class SecretPlugin implements ConfigurationPlugin {

  static final String ID = "io.sallyport.config.secrets";

  private final Placeholders.Source source;
  private final Logger log;

  /** Takes secrets from the {@code secrets} folder below {@code sallyport.home}. */
  @Activate
  public SecretPlugin(BundleContext context, @Reference(service = LoggerFactory.class) Logger log) {
    this(SecretStore.at(context.getProperty("sallyport.home")), log);
  }

  SecretPlugin(Placeholders.Source source, Logger log) {
    this.source = source;
    this.log = log;
  }

  @Override
  public void modifyConfiguration(
      ServiceReference<?> reference, Dictionary<String, Object> properties) {
    if (properties.get(PropertyNames.FILE) == null
        && properties.get(PropertyNames.DEFAULT) == null) {
      return;
    }
    // A placeholder that keeps standing is a wrong password; leaving it out could mean "none".
    var interpolation =
        new Interpolation(
            source,
            (path, why) -> log.error("{}: {}: {}", properties.get("service.pid"), path, why));
    List<String> nested =
        properties.get(PropertyNames.NESTED) instanceof String[] names
            ? Arrays.asList(names)
            : List.of();
    for (String name : Collections.list(properties.keys())) {
      Object value = properties.get(name);
      Object filled = interpolation.fill(name, value, nested.contains(name));
      if (filled != value) {
        properties.put(name, filled);
      }
    }
  }
}
