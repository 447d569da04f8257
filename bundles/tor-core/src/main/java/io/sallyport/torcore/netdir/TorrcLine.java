// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.AddressText;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what follows {@code DirAuthority} and {@code FallbackDir} in a torrc. */
final class TorrcLine {

  private TorrcLine() {}

  /** {@code [nickname] [flags] address:port fingerprint}; the fingerprint may have spaces. */
  static DirAuthority authority(String line) {
    if (line.isBlank()) {
      throw new IllegalArgumentException("the line is empty");
    }
    var words = new ArrayList<>(List.of(line.strip().split("\\s+")));
    String nickname = "unnamed";
    if (words.getFirst().matches("[A-Za-z][A-Za-z0-9]{0,18}")
        && !words.getFirst().equalsIgnoreCase("bridge")) {
      nickname = words.removeFirst();
    }
    @Nullable RsaIdentity v3Identity = null;
    int orPort = 0;
    @Nullable InetSocketAddress ipv6 = null;
    while (!words.isEmpty() && !Character.isDigit(words.getFirst().charAt(0))) {
      String flag = words.removeFirst();
      String value = flag.substring(flag.indexOf('=') + 1);
      switch (flag.substring(0, flag.length() - value.length()).toLowerCase(Locale.ROOT)) {
        case "orport=" -> orPort = port(value);
        case "v3ident=" -> v3Identity = fingerprint(value);
        case "ipv6=" -> ipv6 = ipv6(value);
        default -> {
          // no-v2, hs, bridge, weight, upload and the like do not matter to a client.
        }
      }
    }
    if (words.size() < 2) {
      throw new IllegalArgumentException("an authority has an address and a fingerprint");
    }
    var dirAddress = AddressText.socketAddress(words.removeFirst());
    if (dirAddress == null || dirAddress.getAddress() instanceof Inet6Address) {
      throw new IllegalArgumentException("the address of an authority is IPv4:port");
    }
    var addresses = new ArrayList<InetSocketAddress>();
    if (orPort > 0) {
      addresses.add(new InetSocketAddress(dirAddress.getAddress(), orPort));
    }
    if (ipv6 != null) {
      addresses.add(ipv6);
    }
    return new DirAuthority(
        nickname,
        fingerprint(String.join("", words)),
        v3Identity,
        List.copyOf(addresses),
        dirAddress);
  }

  /** {@code address[:port] orport=N id=FINGERPRINT [ipv6=[address]:port]}. */
  static FallbackDir fallback(String line) {
    @Nullable String host = null;
    @Nullable RsaIdentity identity = null;
    int orPort = 0;
    @Nullable InetSocketAddress ipv6 = null;
    for (String word : line.strip().split("\\s+")) {
      String value = word.substring(word.indexOf('=') + 1);
      switch (word.substring(0, word.length() - value.length()).toLowerCase(Locale.ROOT)) {
        case "orport=" -> orPort = port(value);
        case "id=" -> identity = fingerprint(value);
        case "ipv6=" -> ipv6 = ipv6(value);
        case "" -> {
          if (host != null) {
            throw new IllegalArgumentException("a fallback has one address");
          }
          host = value;
        }
        default -> {
          // weight
        }
      }
    }
    if (host == null || identity == null || orPort == 0) {
      throw new IllegalArgumentException("a fallback has an address, orport= and id=");
    }
    var address = AddressText.ipv4(host.replaceFirst(":\\d+$", ""));
    if (address == null) {
      throw new IllegalArgumentException("the address of a fallback is IPv4");
    }
    var addresses = new ArrayList<InetSocketAddress>();
    addresses.add(new InetSocketAddress(address, orPort));
    if (ipv6 != null) {
      addresses.add(ipv6);
    }
    return new FallbackDir(identity, List.copyOf(addresses));
  }

  private static int port(String text) {
    int port = AddressText.port(text);
    if (port < 1) {
      throw new IllegalArgumentException("orport is not a port");
    }
    return port;
  }

  private static InetSocketAddress ipv6(String text) {
    var address = AddressText.socketAddress(text);
    if (address == null || !(address.getAddress() instanceof Inet6Address)) {
      throw new IllegalArgumentException("ipv6 is not [address]:port");
    }
    return address;
  }

  private static RsaIdentity fingerprint(String text) {
    if (!text.matches("[0-9A-Fa-f]{40}")) {
      throw new IllegalArgumentException("a fingerprint has 40 hexadecimal digits");
    }
    return RsaIdentity.ofHex(text);
  }
}
