// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.api.DialOptions;
import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import io.sallyport.torclient.TorClient;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an outbound was configured to be; immutable.
 *
 * @param directory of the client's own
 * @param authorities torrc lines; empty for the public network
 * @param testing whether the network is one for tests
 * @param connectTimeout for a flow, bootstrapping included
 * @param dial how relays are connected to
 */
record TorSettings(
    String tag,
    Path directory,
    List<String> authorities,
    boolean testing,
    Duration connectTimeout,
    DialOptions dial) {

  static final Key<String> DATA_DIRECTORY =
      Key.string(
          "data_directory",
          "where the client keeps directory and guards; data/tor/TAG below the home unless said");
  static final Key<List<String>> DIR_AUTHORITIES =
      Key.strings(
          "dir_authorities",
          "lines DirAuthority and FallbackDir of a torrc: another network than the public one");
  static final Key<Boolean> TESTING_NETWORK =
      Key.bool(
              "testing_network",
              "whether the network is one for tests: relays of one subnet may be in one path, and"
                  + " private addresses may be connected to")
          .or("false");
  static final Key<Duration> CONNECT_TIMEOUT =
      Key.duration("connect_timeout", "how long a flow may take, bootstrapping included").or("60s");

  /** How long one relay may take to accept a connection. */
  private static final Duration RELAY_TIMEOUT = Duration.ofSeconds(10);

  static final List<Key<?>> KEYS = keys();

  TorSettings {
    authorities = List.copyOf(authorities);
  }

  private static List<Key<?>> keys() {
    var keys = new ArrayList<Key<?>>();
    keys.addAll(List.of(DATA_DIRECTORY, DIR_AUTHORITIES, TESTING_NETWORK, CONNECT_TIMEOUT));
    // Of the keys about dialling those that have a meaning for relays, whose addresses are numbers.
    DialOptions.KEYS.stream()
        .filter(
            key ->
                !key.name().equals(CONNECT_TIMEOUT.name()) && !key.name().equals("domain_strategy"))
        .forEach(keys::add);
    return List.copyOf(keys);
  }

  /**
   * Reads component properties.
   *
   * @param home of this instance; null where there is none, and {@code data_directory} must be said
   */
  static TorSettings of(Map<String, ?> properties, @Nullable Path home) throws ConfigException {
    var settings = Settings.of(KEYS, properties);
    check(settings);
    var tag = properties.get(Outbound.TAG) instanceof String set ? set : settings.tag();
    var dialled = new HashMap<String, Object>(properties);
    dialled.remove(CONNECT_TIMEOUT.name());
    return new TorSettings(
        tag,
        directory(settings, tag, home),
        authorities(settings),
        settings.get(TESTING_NETWORK),
        settings.get(CONNECT_TIMEOUT),
        DialOptions.of(Settings.of(DialOptions.KEYS, dialled)).within(RELAY_TIMEOUT));
  }

  private static List<String> authorities(Settings settings) {
    var lines = settings.find(DIR_AUTHORITIES);
    return lines == null ? List.of() : lines;
  }

  private static Path directory(Settings settings, String tag, @Nullable Path home)
      throws ConfigException {
    var said = settings.find(DATA_DIRECTORY);
    if (said != null) {
      return home == null ? Path.of(said) : home.resolve(said);
    }
    if (home == null) {
      throw new ConfigException(DATA_DIRECTORY.name(), "is missing, and there is no home");
    }
    return home.resolve("data").resolve("tor").resolve(tag);
  }

  /** What single keys cannot check. */
  static void check(Settings settings) throws ConfigException {
    try {
      TorClient.builder(Path.of("unused")).network(authorities(settings));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(DIR_AUTHORITIES.name(), String.valueOf(e.getMessage()));
    }
    var said = settings.find(DATA_DIRECTORY);
    try {
      var _ = Path.of(said == null ? "" : said);
    } catch (InvalidPathException e) {
      throw new ConfigException(DATA_DIRECTORY.name(), "is no path: " + e.getReason());
    }
    if (settings.get(TESTING_NETWORK) && authorities(settings).isEmpty()) {
      throw new ConfigException(
          TESTING_NETWORK.name(), "needs dir_authorities: the public network is none for tests");
    }
  }

  /** Whether a client of these settings would be the same client. */
  boolean sameClient(TorSettings other) {
    return directory.equals(other.directory)
        && authorities.equals(other.authorities)
        && testing == other.testing
        && connectTimeout.equals(other.connectTimeout)
        && dial.equals(other.dial);
  }
}
