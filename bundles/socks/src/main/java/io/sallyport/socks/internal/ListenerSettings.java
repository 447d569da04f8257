// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Policy;
import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Problems;
import io.sallyport.api.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One generation of a listener's file; immutable.
 *
 * @param listen where it listens
 * @param handshakeTimeout how long a client may take to say what it wants
 * @param maxHandshakes how many clients may be at that at a time
 * @param maxHandshakesPerSource how many from one address
 * @param proxyProtocol whether each client comes with a PROXY header
 * @param commands what it does beyond CONNECT
 * @param file name of the file, for messages
 */
record ListenerSettings(
    String tag,
    ListenPlaces listen,
    Users users,
    Duration handshakeTimeout,
    int maxHandshakes,
    int maxHandshakesPerSource,
    boolean proxyProtocol,
    CommandSettings commands,
    Policy policy,
    String file) {

  static final Key<String> USERS =
      Key.json(
              "users",
              "list of {username, password | password_hash, max_connections, rate_limit}",
              "who may use the listener, by SOCKS5 (RFC 1929) or HTTP Basic; anybody if empty")
          .asSecret();
  static final Key<Duration> HANDSHAKE_TIMEOUT =
      Key.duration("handshake_timeout", "how long a client may take to say what it wants")
          .or("10s");
  static final Key<Integer> MAX_HANDSHAKES =
      Key.integer(
              "max_handshakes",
              "clients that have not said yet what they want; beyond that the slowest is closed",
              1,
              1_000_000)
          .or("1024");

  static final Key<Integer> MAX_HANDSHAKES_PER_SOURCE =
      Key.integer(
              "max_handshakes_per_source",
              "the same of one client address; beyond that new ones are closed",
              1,
              1_000_000)
          .or("128");

  static final Key<Boolean> PROXY_PROTOCOL =
      Key.bool(
              "proxy_protocol",
              "whether a PROXY header (v1, v2) stands before each client's bytes; whoever connects"
                  + " is believed, so only behind a balancer")
          .or("false");

  /** All keys, those of the policy last. */
  static List<Key<?>> keys(PolicyCompiler compiler) {
    var keys = new ArrayList<Key<?>>(ListenPlaces.KEYS);
    keys.addAll(
        List.of(
            USERS, HANDSHAKE_TIMEOUT, MAX_HANDSHAKES, MAX_HANDSHAKES_PER_SOURCE, PROXY_PROTOCOL));
    keys.addAll(CommandSettings.KEYS);
    keys.addAll(compiler.keys());
    return List.copyOf(keys);
  }

  /**
   * Reads component properties.
   *
   * @throws ConfigException with every problem
   */
  static ListenerSettings of(Map<String, ?> properties, PolicyCompiler compiler)
      throws ConfigException {
    var file = properties.get("sallyport.file") instanceof String name ? name : "its file";
    return of(Settings.of(keys(compiler), properties), compiler, file);
  }

  /** The same from settings that are read already. */
  static ListenerSettings of(Settings settings, PolicyCompiler compiler, String file)
      throws ConfigException {
    var problems = new Problems();
    var tag = problems.of(settings::tag);
    var users =
        settings.find(USERS) instanceof String json
            ? problems.of(() -> Users.parse(json))
            : Users.NONE;
    var commands = problems.of(() -> CommandSettings.of(settings));
    var policy = problems.of(() -> compiler.compile(settings));
    var timeout = settings.get(HANDSHAKE_TIMEOUT);
    if (timeout.toMillis() <= 0) {
      problems.add(HANDSHAKE_TIMEOUT.name(), "must be 1ms or more");
    }
    var listen = problems.of(() -> ListenPlaces.of(settings));
    if (tag == null
        || listen == null
        || users == null
        || commands == null
        || policy == null
        || !problems.none()) {
      throw problems.exception();
    }
    return new ListenerSettings(
        tag,
        listen,
        users,
        timeout,
        settings.get(MAX_HANDSHAKES),
        settings.get(MAX_HANDSHAKES_PER_SOURCE),
        settings.get(PROXY_PROTOCOL),
        commands,
        policy,
        file);
  }

  /** Whether anybody on the network may use it. */
  boolean openToAll() {
    return !users.required() && listen.open();
  }
}
