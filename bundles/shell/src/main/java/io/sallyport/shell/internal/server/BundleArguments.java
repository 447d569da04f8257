// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Makes a bundle of what is typed for one: its number, its symbolic name, or the last part of that
 * where only one bundle has it ({@code upstream} for {@code io.sallyport.upstream}). Felix's own
 * commands ({@code felix:update} and others) take bundles, and nobody else converts them.
 */
@Component(property = Converter.CONVERTER_CLASSES + "=org.osgi.framework.Bundle")
public final class BundleArguments implements Converter {

  private final BundleContext context;

  /** For declarative services. */
  @Activate
  public BundleArguments(BundleContext context) {
    this.context = context;
  }

  @Override
  public @Nullable Object convert(Class<?> desired, @Nullable Object value) {
    if (desired != Bundle.class || value == null) {
      return null;
    }
    var text = value.toString();
    if (text.matches("[0-9]{1,18}")) {
      return context.getBundle(Long.parseLong(text));
    }
    Bundle ending = null;
    int endings = 0;
    for (var bundle : context.getBundles()) {
      var name = bundle.getSymbolicName();
      if (text.equals(name)) {
        return bundle;
      }
      if (name != null && name.endsWith("." + text)) {
        ending = bundle;
        endings++;
      }
    }
    return endings == 1 ? ending : null;
  }

  @Override
  public @Nullable CharSequence format(Object target, int level, Converter escape) {
    return target instanceof Bundle bundle
        ? bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion()
        : null;
  }
}
