// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/** The framework with the bundles of some features in it. */
final class Product {

  private static final int TOP_LEVEL = 10;
  private static final long START_SECONDS = 60;

  private final Framework framework;

  private Product(Framework framework) {
    this.framework = framework;
  }

  /**
   * Starts it and returns when every start level is reached.
   *
   * @throws StartFailure naming the feature or bundle that does not work
   */
  static Product start(Path dist, Path home, List<String> names) throws StartFailure {
    // Bundles must not find the launcher's class path by the thread's class loader.
    Thread.currentThread().setContextClassLoader(null);
    var features = new ArrayList<Feature>();
    for (var name : names) {
      features.add(Feature.read(file(name, dist, home)));
    }
    try {
      var framework = new FrameworkFactory().newFramework(properties(features, home));
      framework.init();
      var bundles = install(framework, features, dist, home);
      framework.start();
      for (var bundle : bundles) {
        if ((bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) == 0) {
          bundle.start();
        }
      }
      awaitTop(framework);
      return new Product(framework);
    } catch (BundleException e) {
      throw new StartFailure("cannot start: " + e.getMessage(), e);
    }
  }

  private static Path file(String name, Path dist, Path home) throws StartFailure {
    for (var candidate :
        List.of(
            Path.of(name),
            home.resolve("features").resolve(name + ".json"),
            dist.resolve("features").resolve(name + ".json"))) {
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    throw new StartFailure(
        "no feature "
            + name
            + ": neither a file of that name nor "
            + name
            + ".json in "
            + dist.resolve("features"));
  }

  private static Map<String, String> properties(List<Feature> features, Path home) {
    var properties = new HashMap<String, String>();
    var configurations = new JsonObject();
    for (var feature : features) {
      feature
          .properties()
          .forEach((key, value) -> properties.put(key, value.replace("${home}", home.toString())));
      feature.configurations().asMap().forEach(configurations::add);
    }
    properties.put("sallyport.home", home.toString());
    properties.put("sallyport.version", Main.version());
    properties.put("sallyport.configurations", configurations.toString());
    properties.put(Constants.FRAMEWORK_STORAGE, home.resolve("data/framework").toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "1");
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key instanceof String name && name.startsWith("felix.")) {
                properties.put(name, String.valueOf(value));
              }
            });
    return properties;
  }

  private static List<Bundle> install(
      Framework framework, List<Feature> features, Path dist, Path home)
      throws BundleException, StartFailure {
    var entries = new LinkedHashMap<String, Feature.Entry>();
    for (var feature : features) {
      feature.bundles().forEach(entry -> entries.putIfAbsent(entry.id(), entry));
    }
    var bundles = new ArrayList<Bundle>();
    for (var entry : entries.values()) {
      var jar = entry.in(dist.resolve("bundles"));
      if (!Files.isRegularFile(jar)) {
        jar = entry.in(home.resolve("bundles"));
      }
      if (!Files.isRegularFile(jar)) {
        throw new StartFailure("the bundle " + entry.id() + " is not there: no file " + jar);
      }
      var bundle = framework.getBundleContext().installBundle("reference:" + jar.toUri());
      bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startOrder());
      bundles.add(bundle);
    }
    return bundles;
  }

  /** Start levels are reached on a thread of the framework's own. */
  private static void awaitTop(Framework framework) throws StartFailure {
    var reached = new CountDownLatch(1);
    framework.adapt(FrameworkStartLevel.class).setStartLevel(TOP_LEVEL, _ -> reached.countDown());
    try {
      if (!reached.await(START_SECONDS, TimeUnit.SECONDS)) {
        throw new StartFailure("not all bundles have started within " + START_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      throw new StartFailure("interrupted while starting", e);
    }
  }

  /** Waits until somebody stops the framework. */
  void await() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops everything in the reverse order; returns when it is done, or after 30 s. */
  void stop() throws InterruptedException, BundleException {
    framework.stop();
    framework.waitForStop(30_000);
  }

  /** Whether {@link #stop} has nothing left to do. */
  boolean stopped() {
    return framework.getState() == Bundle.RESOLVED || framework.getState() == Bundle.INSTALLED;
  }
}
