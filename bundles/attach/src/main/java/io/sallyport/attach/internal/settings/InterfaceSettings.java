// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.settings;

import io.sallyport.api.Network;
import io.sallyport.api.Policy;
import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Problems;
import io.sallyport.api.config.Settings;
import io.sallyport.attach.internal.tun.TunKeys;
import io.sallyport.dns.DnsCompiler;
import io.sallyport.dns.DnsPlan;
import io.sallyport.linux.Links;
import io.sallyport.linux.Nftables;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One generation of an interface's file; immutable.
 *
 * @param interfaceName the interface whose packets are captured
 * @param networks what is captured; the rest is refused
 * @param gatewayPorts what of the gateway itself clients may use, besides DHCP and ping
 * @param maxUdpClients client sockets that send datagrams at a time
 * @param dns who answers hijacked DNS
 * @param hijacksDns whether any rule hijacks DNS
 * @param file name of the file, for messages
 * @param all every value, for keys of a single type of capture
 */
public record InterfaceSettings(
    String tag,
    CaptureType type,
    String interfaceName,
    Set<Network> networks,
    Ping ping,
    GatewayPorts gatewayPorts,
    int maxUdpClients,
    Policy policy,
    DnsPlan dns,
    boolean hijacksDns,
    String file,
    Settings all) {

  static final Key<CaptureType> TYPE =
      Key.choice(
              "type",
              "how packets are captured; redirect is for TCP and DNS only",
              CaptureType.class)
          .or("tproxy");
  static final Key<String> INTERFACE_NAME =
      Key.string("interface_name", "the network interface; the tag if absent");
  static final Key<List<String>> NETWORK =
      Key.strings("network", "what is captured: tcp, udp; all else is refused");
  static final Key<Ping> PING =
      Key.choice(
              "ping",
              "what becomes of echo requests to others than the gateway; reply answers in the place"
                  + " of anybody",
              Ping.class)
          .or("reject");
  static final Key<List<String>> GATEWAY_PORTS =
      Key.strings(
          "gateway_ports",
          "ports of this machine that clients may use, such as 22, udp/123, 8000-8100; DHCP and"
              + " ping always, DNS never");
  static final Key<Integer> MAX_UDP_CLIENTS =
      Key.integer(
              "max_udp_clients",
              "client sockets that send datagrams, on each loop; the one silent for longest makes"
                  + " way",
              1,
              1_000_000)
          .or("8192");

  /** All keys, those of the policy last. */
  public static List<Key<?>> keys(PolicyCompiler compiler) {
    var keys =
        new ArrayList<Key<?>>(
            List.of(TYPE, INTERFACE_NAME, NETWORK, PING, GATEWAY_PORTS, MAX_UDP_CLIENTS));
    keys.addAll(TunKeys.KEYS);
    compiler.keys().stream().filter(key -> !isDns(key)).forEach(keys::add);
    keys.add(DnsCompiler.DNS);
    return List.copyOf(keys);
  }

  private static boolean isDns(Key<?> key) {
    return key.name().equals(DnsCompiler.DNS.name());
  }

  /**
   * Reads component properties.
   *
   * @throws ConfigException with every problem
   */
  public static InterfaceSettings of(
      Map<String, ?> properties, PolicyCompiler compiler, DnsCompiler dns) throws ConfigException {
    var file = properties.get("sallyport.file") instanceof String name ? name : "its file";
    return of(Settings.of(keys(compiler), properties), compiler, dns, file);
  }

  /** The same from settings that are read already. */
  public static InterfaceSettings of(
      Settings settings, PolicyCompiler compiler, DnsCompiler dns, String file)
      throws ConfigException {
    var problems = new Problems();
    var tag = problems.of(settings::tag);
    var name = problems.of(() -> interfaceName(settings));
    var networks = problems.of(() -> networks(settings));
    var ports =
        problems.of(
            () ->
                settings.find(GATEWAY_PORTS) instanceof List<String> texts
                    ? GatewayPorts.parse(GATEWAY_PORTS.name(), texts)
                    : GatewayPorts.NONE);
    var policy = problems.of(() -> compiler.compile(forPolicy(settings)));
    var plan = problems.of(() -> dns.compile(settings.find(DnsCompiler.DNS)));
    problems.of(() -> TunKeys.of(settings));
    if (!problems.none()
        || tag == null
        || name == null
        || networks == null
        || ports == null
        || policy == null
        || plan == null) {
      throw problems.exception();
    }
    return new InterfaceSettings(
        tag,
        settings.get(TYPE),
        name,
        networks,
        settings.get(PING),
        ports,
        settings.get(MAX_UDP_CLIENTS),
        policy,
        plan,
        policy.rules().stream().anyMatch(rule -> rule.action().equals("hijack-dns")),
        file,
        settings);
  }

  /** Without the key that the policy compiler does not know what to do with. */
  static Settings forPolicy(Settings settings) {
    return settings.without(List.of(DnsCompiler.DNS));
  }

  /** Whether TCP is captured. */
  public boolean tcp() {
    return networks.contains(Network.TCP);
  }

  /** Whether UDP is captured. */
  public boolean udp() {
    return networks.contains(Network.UDP);
  }

  /**
   * Whether an interface may be attached, as far as its name tells.
   *
   * @throws IllegalArgumentException if not, with the reason
   */
  public static void requireAttachable(String name) {
    try {
      Links.requireName(name);
      Nftables.quote(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + name + "\" is not the name of an interface", e);
    }
    // Rules pass through programs whose arguments are of whatever encoding this process began with.
    if (!name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("\"" + name + "\" has characters that are not ASCII");
    }
    if (name.equals("lo")) {
      throw new IllegalArgumentException(
          "lo carries this machine's own traffic and cannot be attached");
    }
  }

  private static String interfaceName(Settings settings) throws ConfigException {
    var name = settings.find(INTERFACE_NAME);
    if (name == null) {
      name = settings.tag();
    }
    try {
      requireAttachable(name);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(INTERFACE_NAME.name(), String.valueOf(e.getMessage()));
    }
    return name;
  }

  private static Set<Network> networks(Settings settings) throws ConfigException {
    var words = settings.find(NETWORK);
    if (words == null) {
      return Set.of(Network.TCP, Network.UDP);
    }
    var networks = EnumSet.noneOf(Network.class);
    for (int i = 0; i < words.size(); i++) {
      switch (words.get(i)) {
        case "tcp" -> networks.add(Network.TCP);
        case "udp" -> networks.add(Network.UDP);
        default ->
            throw new ConfigException(
                NETWORK.name() + "[" + i + "]", "\"" + words.get(i) + "\" is neither tcp nor udp");
      }
    }
    return Set.copyOf(networks);
  }
}
