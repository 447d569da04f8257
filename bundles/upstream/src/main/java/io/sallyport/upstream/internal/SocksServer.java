// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Problems;
import io.sallyport.api.config.Settings;
import io.sallyport.sockscodec.Socks4Request;
import io.sallyport.sockscodec.Socks5Request;
import io.sallyport.sockscodec.SocksAddress;
import io.sallyport.sockscodec.UserPassRequest;
import java.net.Inet4Address;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of a {@code socks} outbound; immutable.
 *
 * @param userId what SOCKS4 says for a user; empty for nobody
 * @param credentials for SOCKS5, if it has any; shared by all handshakes and never wiped
 * @param networks what it is used for
 * @param udpOverTcp whether datagrams travel in a stream
 */
record SocksServer(
    Endpoint endpoint,
    Version version,
    byte[] userId,
    @Nullable UserPassRequest credentials,
    PoolLimits pool,
    Set<Network> networks,
    boolean udpOverTcp)
    implements ProxyServer {

  /** What the server speaks. */
  enum Version {
    V4("4"),
    V4A("4a"),
    V5("5");

    private final String word;

    Version(String word) {
      this.word = word;
    }

    static @Nullable Version of(String word) {
      return Stream.of(values()).filter(v -> v.word.equals(word)).findFirst().orElse(null);
    }
  }

  static final Key<String> VERSION = Key.string("version", "SOCKS version: 5, 4a or 4").or("5");

  static final Key<List<String>> NETWORK =
      Key.strings("network", "tcp, udp; both unless said, but tcp only with version 4 and 4a");

  static final Key<String> UDP_OVER_TCP =
      Key.json(
          "udp_over_tcp",
          "boolean or object",
          "carries UDP in a stream, for servers of sing-box: true, or enabled and version (2)");

  private static final Key<Boolean> UOT_ENABLED = Key.bool("enabled", "whether").or("false");
  private static final Key<Integer> UOT_VERSION = Key.integer("version", "2", 2, 2).or("2");

  static final List<Key<?>> KEYS =
      Stream.concat(
              Stream.<Key<?>>of(
                  Endpoint.SERVER,
                  Endpoint.SERVER_PORT,
                  VERSION,
                  Credentials.USERNAME,
                  Credentials.PASSWORD,
                  NETWORK,
                  UDP_OVER_TCP,
                  TlsOptions.TLS,
                  Endpoint.DETOUR,
                  PoolLimits.POOL),
              DialOptions.KEYS.stream())
          .toList();

  /** Reads a component's properties. */
  static SocksServer of(Map<String, ?> properties) throws ConfigException {
    var settings = Settings.of(KEYS, properties);
    var version = check(settings);
    var user = settings.find(Credentials.USERNAME);
    byte[] name = user == null ? new byte[0] : Credentials.bytes(user);
    var password = settings.find(Credentials.PASSWORD);
    return new SocksServer(
        Endpoint.of(settings, properties, "SOCKS" + version.word),
        version,
        name,
        password == null ? null : new UserPassRequest(name, Credentials.bytes(password)),
        PoolLimits.of(settings),
        networks(settings, version),
        udpOverTcp(settings));
  }

  /** What the outbound is for, as {@code network} and {@code version} have it. */
  static Set<Network> networks(Settings settings, Version version) throws ConfigException {
    var words = settings.find(NETWORK);
    boolean five = version == Version.V5;
    if (words == null) {
      return five ? EnumSet.allOf(Network.class) : EnumSet.of(Network.TCP);
    }
    var networks = EnumSet.noneOf(Network.class);
    for (String word : words) {
      switch (word) {
        case "tcp" -> networks.add(Network.TCP);
        case "udp" -> networks.add(Network.UDP);
        default -> throw new ConfigException("network", "is tcp, udp or both");
      }
    }
    if (networks.isEmpty()) {
      throw new ConfigException("network", "is tcp, udp or both");
    }
    if (!five && networks.contains(Network.UDP)) {
      throw new ConfigException("network", "version " + version.word + " has no udp");
    }
    return networks;
  }

  private static boolean udpOverTcp(Settings settings) throws ConfigException {
    return switch (settings.find(UDP_OVER_TCP)) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      case String json -> {
        var nested = NestedKeys.read(UDP_OVER_TCP, json, List.of(UOT_ENABLED, UOT_VERSION));
        yield nested.get(UOT_ENABLED);
      }
    };
  }

  /**
   * Checks what single keys cannot.
   *
   * @return the version, which is one
   */
  static Version check(Settings settings) throws ConfigException {
    var problems = new Problems();
    Endpoint.check(settings, problems);
    Credentials.check(settings, problems);
    var user = settings.find(Credentials.USERNAME);
    boolean password = settings.find(Credentials.PASSWORD) != null;
    var version = Version.of(settings.get(VERSION));
    switch (version) {
      case null -> problems.add("version", "is none of 5, 4a, 4");
      case V5 -> {
        if (user != null && !password) {
          problems.add("username", "needs a password with version 5");
        }
      }
      case V4, V4A -> {
        if (password) {
          problems.add("password", "cannot be sent by version " + version.word);
        }
        if (user != null && user.indexOf('\0') >= 0) {
          problems.add("username", "cannot hold NUL with version 4 or 4a");
        }
      }
    }
    if (version != null) {
      problems.of(() -> networks(settings, version));
      if (Boolean.TRUE.equals(problems.of(() -> udpOverTcp(settings))) && version != Version.V5) {
        problems.add("udp_over_tcp", "needs version 5");
      }
    }
    if (version == null || !problems.none()) {
      throw problems.exception();
    }
    return version;
  }

  /** Only SOCKS5 has anything to say before the request. */
  @Override
  public @Nullable Handshake prelude() {
    return version == Version.V5 ? new Socks5Prelude(endpoint, credentials) : null;
  }

  /**
   * How to ask this server for a flow's destination.
   *
   * @throws ConnectFailure if its version cannot say it; it is not looked up here instead
   */
  Request connect(Flow flow) throws ConnectFailure {
    var destination = address(flow.destination());
    return switch (version) {
      case V5 -> {
        var request = new Socks5Request(Socks5Request.CONNECT, destination);
        yield _ -> new Socks5Command(endpoint, request);
      }
      case V4A -> socks4(destination);
      case V4 -> socks4(destination instanceof SocksAddress.Name ? resolved(flow) : destination);
    };
  }

  SocksAddress address(Destination destination) throws ConnectFailure {
    try {
      return switch (destination) {
        case Destination.Address(var ip, int port) -> SocksAddress.of(ip.getAddress(), port);
        case Destination.Name(var host, int port) -> new SocksAddress.Name(host, port);
      };
    } catch (IllegalArgumentException e) {
      throw endpoint.failure(Reason.UNSUPPORTED, "cannot be told this destination", e);
    }
  }

  /** SOCKS4 carries addresses only: one that a {@code resolve} rule has found, or none. */
  private SocksAddress resolved(Flow flow) throws ConnectFailure {
    for (var ip : flow.resolved()) {
      if (ip instanceof Inet4Address) {
        return SocksAddress.of(ip.getAddress(), flow.destination().port());
      }
    }
    throw endpoint.failure(
        Reason.UNSUPPORTED,
        "cannot be told a host name; use version 4a or 5 (or a resolve rule before it)");
  }

  private Request socks4(SocksAddress destination) throws ConnectFailure {
    if (destination instanceof SocksAddress.Ip(var ip, _) && !(ip instanceof Inet4Address)) {
      throw endpoint.failure(Reason.UNSUPPORTED, "cannot be told an IPv6 address; use version 5");
    }
    var request = new Socks4Request(Socks5Request.CONNECT, userId, destination);
    return _ -> new Socks4Handshake(endpoint, request);
  }

  @Override
  public String toString() {
    return "SocksServer[" + endpoint.server() + ", version " + version.word + "]";
  }
}
