// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.Configurations;
import io.sallyport.api.config.Schema;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Keeps Config Admin in step with the configuration files that FileInstall reports.
 *
 * <p>Nothing is done on the caller's thread but to note that something has changed; a moment later
 * {@link Settler}'s one thread looks at all files together. So an installer never fails towards
 * FileInstall, and no lock is ever held while Config Admin, a schema or a component runs.
 */
@Component(
    service = {ArtifactInstaller.class, Configurations.class},
    immediate = true)
public final class ConfigInstaller implements ArtifactInstaller, Configurations {

  /**
   * Files of one instance each (transport, log, session) before those of many, and outbounds before
   * what names them: nothing is built on what is about to be exchanged.
   */
  private static final Comparator<Change> FOUNDATIONS_FIRST =
      Comparator.comparing((Change change) -> change.name().pid().indexOf('~') >= 0)
          .thenComparing(change -> !change.name().pid().startsWith(Outbound.PID_PREFIX));

  private final Ledger ledger = new Ledger();
  private final ConfigStore store;
  private final Placeholders.Source secrets;
  private final Map<String, Node.Obj> defaults;
  private final Logger log;

  private final Set<Path> dirty = ConcurrentHashMap.newKeySet();
  private final List<Schema> schemas = new CopyOnWriteArrayList<>();
  private final Map<ServiceReference<Outbound>, String> outbounds = new ConcurrentHashMap<>();
  private volatile List<ConfigFile> files = List.of();
  private final Settler settler;

  /**
   * Starts with what Config Admin holds already.
   *
   * @param plugin must be there before any configuration with a placeholder is
   */
  @Activate
  public ConfigInstaller(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference(target = "(config.plugin.id=" + SecretPlugin.ID + ")") ConfigurationPlugin plugin,
      @Reference(service = LoggerFactory.class) Logger log)
      throws IOException {
    this.store = new ConfigStore(admin);
    this.secrets = SecretStore.at(context.getProperty("sallyport.home"));
    this.defaults = FeatureDefaults.parse(context.getProperty(FeatureDefaults.PROPERTY));
    this.log = log;
    for (ConfigStore.Stored stored : store.ours()) {
      ledger.adopt(stored.name(), stored.properties());
      if (stored.properties().get(PropertyNames.FILE) instanceof String file) {
        // FileInstall tells a new installer about changes only, not about what is there.
        dirty.add(Path.of(file));
        dirty.addAll(configurationFiles(Path.of(file).getParent()));
      }
    }
    this.settler = new Settler(this::settle, failure -> log.error("configuration files", failure));
    settler.touch();
  }

  @Deactivate
  void deactivate() {
    settler.close();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindSchema(Schema schema) {
    schemas.add(schema);
    settler.touch();
  }

  void unbindSchema(Schema schema) {
    schemas.remove(schema);
    settler.touch();
  }

  /** By reference: looking at its tag must not bring an outbound into being. */
  @Reference(
      service = Outbound.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindOutbound(ServiceReference<Outbound> outbound) {
    if (outbound.getProperty(Outbound.TAG) instanceof String tag) {
      outbounds.put(outbound, tag);
      settler.touch();
    }
  }

  void updatedOutbound(ServiceReference<Outbound> outbound) {
    if (!(outbound.getProperty(Outbound.TAG) instanceof String tag)) {
      unbindOutbound(outbound);
    } else if (!tag.equals(outbounds.put(outbound, tag))) {
      settler.touch();
    }
  }

  void unbindOutbound(ServiceReference<Outbound> outbound) {
    if (outbounds.remove(outbound) != null) {
      settler.touch();
    }
  }

  @Override
  public boolean canHandle(File file) {
    // Editors keep their own files beside, with a dot before the name.
    return file.getName().endsWith(FileName.SUFFIX)
        && !file.getName().startsWith(".")
        && !file.isDirectory();
  }

  @Override
  public void install(File file) {
    look(file);
  }

  @Override
  public void update(File file) {
    look(file);
  }

  @Override
  public void uninstall(File file) {
    look(file);
  }

  private void look(File file) {
    dirty.add(file.toPath().toAbsolutePath().normalize());
    settler.touch();
  }

  @Override
  public List<ConfigFile> files() {
    return files;
  }

  @Override
  public List<Finding> check(Path file) {
    Path path = file.toAbsolutePath().normalize();
    return switch (Loaded.read(path)) {
      case null -> List.of(new Finding(path, 0, 0, "", "does not exist"));
      case Loaded.Broken(var finding) -> List.of(finding);
      case Loaded.Parsed(var document) -> {
        var beside = new ArrayList<Entry>();
        for (Path other : configurationFiles(path.getParent())) {
          if (Loaded.read(other) instanceof Loaded loaded) {
            beside.add(
                Entry.fresh(other, loaded, refused(other) ? null : Applied.NOTHING, Instant.EPOCH));
          }
        }
        boolean known = files.stream().anyMatch(f -> f.path().equals(path));
        yield Ledger.check(
            Entry.fresh(
                path,
                new Loaded.Parsed(document),
                known && !refused(path) ? Applied.NOTHING : null,
                Instant.EPOCH),
            document,
            beside,
            surroundings());
      }
    };
  }

  private boolean refused(Path path) {
    return files.stream().anyMatch(f -> f.path().equals(path) && f.state() == State.REFUSED);
  }

  @Override
  public Collection<Schema> schemas() {
    return schemas.stream().sorted(Comparator.comparing(Schema::pid)).toList();
  }

  /** On the settler's thread only. */
  private void settle() {
    Map<Path, Optional<Loaded>> fresh = new HashMap<>();
    for (Path path : Set.copyOf(dirty)) {
      dirty.remove(path);
      fresh.put(path, Optional.ofNullable(Loaded.read(path)));
    }
    var surroundings = surroundings();
    var settlement = ledger.settle(fresh, surroundings, Instant.now());
    for (Change change : settlement.changes().stream().sorted(FOUNDATIONS_FIRST).toList()) {
      try {
        store.apply(change);
      } catch (IOException | RuntimeException e) {
        log.error("{}: Config Admin does not take it", change.name().pid(), e);
        ledger.failed(change.name(), "Config Admin does not take it: " + e, Instant.now());
      }
    }
    files = ledger.files(surroundings);
    for (Note note : settlement.notes()) {
      switch (note.level()) {
        case ERROR -> log.error("{}", note.text());
        case WARN -> log.warn("{}", note.text());
        default -> log.info("{}", note.text());
      }
    }
    if (ledger.restless()) {
      settler.touchLater();
    }
  }

  private Surroundings surroundings() {
    return new Surroundings(
        List.copyOf(schemas), new HashSet<>(outbounds.values()), defaults, secrets);
  }

  private static Set<Path> configurationFiles(@Nullable Path directory) {
    var files = new HashSet<Path>();
    if (directory == null) {
      return files;
    }
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(directory, "[!.]*" + FileName.SUFFIX)) {
      all.forEach(files::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return files; // as empty as it looks from here; the file itself is reported on its own
    }
    return files;
  }
}
