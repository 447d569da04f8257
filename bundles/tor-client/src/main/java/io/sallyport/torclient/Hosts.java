// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.util.NetUtil;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.circuit.StreamTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be asked of an exit. Nothing here is ever looked up. */
final class Hosts {

  /** Addresses in disguise, as {@code inet_aton} reads them: 127.1, 2130706433, 0x7f.1. */
  private static final Pattern NUMBERS =
      Pattern.compile("(0x[0-9a-f]*|[0-9]+)(\\.(0x[0-9a-f]*|[0-9]+))*");

  private Hosts() {}

  /** The address that a text is, a dot at its end or not; null if it is a name. */
  static @Nullable InetAddress literal(String host) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(withoutDot(host));
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length is right
    }
  }

  /**
   * A stream's target.
   *
   * @param internal whether addresses of private networks are allowed, as in a testing network
   * @throws TorException for what Tor cannot carry
   */
  static StreamTarget target(String host, int port, boolean internal) throws TorException {
    if (port < 1 || port > 65535) {
      throw new TorException(Reason.UNSUPPORTED, "port " + port + " is none to connect to");
    }
    var literal = literal(host);
    if (literal != null) {
      if (!internal && isInternal(literal)) {
        throw new TorException(
            Reason.UNSUPPORTED, "an address of a private network is nothing for an exit");
      }
      return StreamTarget.of(literal, port);
    }
    return new StreamTarget(name(host), port, StreamTarget.IPV6_OKAY);
  }

  /**
   * A name as an exit may look it up.
   *
   * @throws TorException for what is none
   */
  static String name(String host) throws TorException {
    var name = withoutDot(host).toLowerCase(Locale.ROOT);
    if (name.equals("onion") || name.endsWith(".onion")) {
      throw new TorException(
          Reason.UNSUPPORTED, "onion services are not supported yet; .onion is never looked up");
    }
    if (name.endsWith(".exit") || name.endsWith(".noconnect")) {
      throw new TorException(Reason.UNSUPPORTED, "names of this kind have a meaning inside of Tor");
    }
    if (name.isEmpty() || name.length() > 255) {
      throw new TorException(Reason.UNSUPPORTED, "a host name has 1 to 255 characters");
    }
    if (NUMBERS.matcher(name).matches()) {
      // Resolvers of some exits take these for addresses, those of private networks among them.
      throw new TorException(
          Reason.UNSUPPORTED, "numbers alone are no host name, and this is no address either");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':' || c == '[' || c == ']') {
        throw new TorException(Reason.UNSUPPORTED, "a host name holds printable ASCII only");
      }
    }
    return name;
  }

  private static String withoutDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** Whether an address means nothing outside of somebody's own network. */
  static boolean isInternal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc
        || bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64
        || bytes.length == 4 && bytes[0] == 0;
  }

  /** The name by which an address is looked up backwards. */
  static String reverse(InetAddress address) {
    byte[] bytes = address.getAddress();
    var name = new StringBuilder();
    if (bytes.length == 4) {
      for (int i = 3; i >= 0; i--) {
        name.append(bytes[i] & 0xff).append('.');
      }
      return name.append("in-addr.arpa").toString();
    }
    for (int i = 15; i >= 0; i--) {
      name.append(Character.forDigit(bytes[i] & 0xf, 16)).append('.');
      name.append(Character.forDigit(bytes[i] >> 4 & 0xf, 16)).append('.');
    }
    return name.append("ip6.arpa").toString();
  }
}
