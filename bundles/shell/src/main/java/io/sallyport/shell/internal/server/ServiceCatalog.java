// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The commands that are registered as services; a method of gogo's own is none of them. */
record ServiceCatalog(BundleContext context) implements Catalog {

  private static final String SCOPE = "osgi.command.scope";
  private static final String FUNCTION = "osgi.command.function";

  @Override
  public SortedSet<String> names() {
    var names = new TreeSet<String>();
    references().forEach(reference -> names.addAll(names(reference)));
    return names;
  }

  @Override
  public Optional<CommandInfo> find(String name) {
    return references().stream()
        .filter(reference -> names(reference).contains(name))
        .max(Comparator.naturalOrder())
        .flatMap(reference -> info(name, reference));
  }

  private Optional<CommandInfo> info(String name, ServiceReference<?> reference) {
    Object target = context.getService(reference);
    if (target == null) {
      return Optional.empty();
    }
    try {
      return CommandInfo.of(name, target);
    } finally {
      context.ungetService(reference);
    }
  }

  private List<ServiceReference<?>> references() {
    try {
      // All of them: our class path knows the class of hardly any.
      var found = context.getAllServiceReferences(null, "(&(" + SCOPE + "=*)(" + FUNCTION + "=*))");
      return found == null ? List.of() : List.of(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(ServiceReference<?> reference) {
    Object functions = reference.getProperty(FUNCTION);
    Collection<?> all =
        switch (functions) {
          case Object[] many -> Arrays.asList(many);
          case Collection<?> many -> many;
          default -> List.of(functions);
        };
    return all.stream()
        .map(one -> (reference.getProperty(SCOPE) + ":" + one).toLowerCase(Locale.ROOT))
        .toList();
  }
}
