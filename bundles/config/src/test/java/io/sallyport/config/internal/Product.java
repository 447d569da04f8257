// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.config.Configurations;
import io.sallyport.api.config.Configurations.ConfigFile;
import io.sallyport.api.config.Configurations.State;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** A framework with Config Admin, declarative services, FileInstall and this bundle. */
final class Product {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Given to bundles from the class path, so that tests can use the types. */
  private static final String SHARED =
      "io.sallyport.api;version=0.1.0,io.sallyport.api.config;version=0.1.0,"
          + "com.google.gson.stream;version=2.15.0,org.osgi.service.cm;version=1.6.0,"
          + "org.osgi.service.log;version=1.5.0";

  final Path home;
  final Path configs;
  final List<String> log = new CopyOnWriteArrayList<>();
  private final Framework framework;
  private final Bundle config;

  Product(Path home, Map<String, String> properties) throws Exception {
    this.home = home;
    this.configs = Files.createDirectories(home.resolve("configs"));
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, home.resolve("felix").toString());
    all.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED);
    all.put("felix.log.level", "1");
    all.put("felix.service.urlhandlers", "false");
    all.put("felix.cm.pm", "memory");
    all.put("felix.fileinstall.dir", configs.toString());
    all.put("felix.fileinstall.poll", "50");
    all.put("felix.fileinstall.noInitialDelay", "true");
    all.put("felix.fileinstall.enableConfigSave", "false");
    all.put("sallyport.home", home.toString());
    framework = new FrameworkFactory().newFramework(all);
    framework.start();
    context().registerService(LoggerFactory.class, loggers(), null);
    for (String name :
        List.of("org.osgi.util.function", "org.osgi.util.promise", "org.osgi.service.component")) {
      context().installBundle(jar(name));
    }
    start(jar("org.apache.felix.configadmin"));
    start(jar("org.apache.felix.scr"));
    start(jar("org.apache.felix.fileinstall"));
    config = start("reference:" + Path.of("target/classes").toUri());
    start(probe().toUri().toString());
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  private Bundle start(String location) throws BundleException {
    Bundle bundle = context().installBundle(location);
    bundle.start();
    return bundle;
  }

  void restartConfigBundle(java.util.concurrent.Callable<?> meanwhile) throws Exception {
    config.stop();
    meanwhile.call();
    config.start();
  }

  private static String jar(String name) {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(path -> path.contains("/" + name + "-"))
        .map(path -> Path.of(path).toUri().toString())
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not on the class path"));
  }

  /** A bundle with a component of the kind that third parties write. */
  private Path probe() throws IOException {
    var manifest = new Manifest();
    var main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "probe");
    main.putValue("Service-Component", "OSGI-INF/probe.xml");
    Path jar = home.resolve("probe.jar");
    String name = Probe.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file, manifest);
        var bytes = Probe.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new ZipEntry("OSGI-INF/probe.xml"));
      out.write(Probe.DESCRIPTION.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      out.putNextEntry(new ZipEntry(name));
      bytes.transferTo(out);
    }
    return jar;
  }

  private LoggerFactory loggers() {
    var logger =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Logger.class},
            (self, method, arguments) -> {
              if (arguments != null
                  && arguments[0] instanceof String format
                  && !format.startsWith("bundle ")
                  && List.of("error", "warn", "info").contains(method.getName())) {
                Object first =
                    arguments.length > 1 && arguments[1] instanceof Object[] many
                        ? Arrays.toString(many)
                        : arguments.length > 1 ? arguments[1] : "";
                log.add(method.getName() + " " + format.replaceFirst("\\{}", "") + first);
              }
              return method.getReturnType() == boolean.class ? true : null;
            });
    return (LoggerFactory)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {LoggerFactory.class},
            (self, method, arguments) -> logger);
  }

  void write(String name, String text) throws IOException {
    Files.writeString(configs.resolve(name + ".cfg.json"), text);
  }

  void remove(String name) throws IOException {
    Files.delete(configs.resolve(name + ".cfg.json"));
  }

  void secret(String name, String value) throws IOException {
    Path file = Files.createDirectories(home.resolve("secrets")).resolve(name);
    Files.writeString(file, value);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  Configurations configurations() {
    return Objects.requireNonNull(find());
  }

  /** The system bundle has no wire to the package, so it must ask for all references. */
  private @Nullable Configurations find() {
    try {
      ServiceReference<?>[] all =
          context().getAllServiceReferences(Configurations.class.getName(), null);
      return all == null ? null : (Configurations) context().getService(all[0]);
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private @Nullable ConfigFile file(String pid) {
    var configurations = find();
    return configurations == null
        ? null
        : configurations.files().stream().filter(f -> f.pid().equals(pid)).findFirst().orElse(null);
  }

  ConfigFile await(String pid, State state) {
    await(pid + " " + state, () -> file(pid) instanceof ConfigFile f && f.state() == state);
    return configurations().files().stream().filter(f -> f.pid().equals(pid)).findFirst().get();
  }

  void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for %s; log: %s", what, log).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Nullable Configuration stored(String pid) {
    try {
      var reference = context().getServiceReference(ConfigurationAdmin.class);
      Configuration[] found =
          context().getService(reference).listConfigurations("(service.pid=" + pid + ")");
      return found == null ? null : found[0];
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What the component was given: one text for all its properties, null while there is none. */
  @Nullable String probed(String tag) {
    return Stream.of(context().getBundles())
        .filter(bundle -> bundle.getRegisteredServices() != null)
        .flatMap(bundle -> Arrays.stream(bundle.getRegisteredServices()))
        .filter(reference -> tag.equals(reference.getProperty("outbound.tag")))
        .map(reference -> context().getService(reference).toString())
        .findFirst()
        .orElse(null);
  }

  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }
}
