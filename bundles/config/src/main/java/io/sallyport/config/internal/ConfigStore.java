// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Config Admin as this bundle uses it. */
final class ConfigStore {

  /** Any bundle may use the configuration (Compendium §104.4.1). */
  private static final String ANY_LOCATION = "?";

  private final ConfigurationAdmin admin;

  ConfigStore(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  /** A configuration of ours that is there already. */
  record Stored(FileName name, SortedMap<String, Object> properties) {}

  /** What an earlier life of this bundle has left behind. */
  List<Stored> ours() throws IOException {
    var stored = new ArrayList<Stored>();
    Configuration[] all;
    try {
      all =
          admin.listConfigurations(
              "(|(" + PropertyNames.FILE + "=*)(" + PropertyNames.DEFAULT + "=true))");
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    for (Configuration configuration : all == null ? new Configuration[0] : all) {
      SortedMap<String, Object> properties = new TreeMap<>();
      Dictionary<String, Object> found = configuration.getProperties();
      for (String key : Collections.list(found.keys())) {
        if (!key.startsWith("service.") || key.equals("service.ranking")) {
          properties.put(key, found.get(key));
        }
      }
      try {
        stored.add(new Stored(FileName.of(configuration.getPid()), properties));
      } catch (IllegalArgumentException e) {
        // not by a file name, so not ours after all
      }
    }
    return stored;
  }

  void apply(Change change) throws IOException {
    Configuration configuration = configuration(change.name());
    switch (change) {
      case Change.Delete _ -> configuration.delete();
      case Change.Put(_, var properties, boolean force) -> {
        var dictionary = new Hashtable<String, Object>(properties);
        if (force) {
          configuration.update(dictionary);
        } else {
          configuration.updateIfDifferent(dictionary);
        }
      }
    }
  }

  private Configuration configuration(FileName name) throws IOException {
    return name.instance() == null
        ? admin.getConfiguration(name.kind(), ANY_LOCATION)
        : admin.getFactoryConfiguration(name.kind(), name.instance(), ANY_LOCATION);
  }
}
