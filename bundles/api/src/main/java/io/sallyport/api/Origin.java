// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a flow came from.
 *
 * @param inbound tag of the listener or interface that accepted it
 * @param inboundType its type, such as {@code socks}
 * @param interfaceName the network interface that it came in by, if the inbound is attached to one
 * @param source the client's address; unresolved for a client without one (a Unix socket)
 * @param user the authenticated user, if the inbound asks for one
 * @param login stands for a name and a password that the client has given unasked and that nobody
 *     has checked: equal for equal ones while this process lives, and nothing can be learned from
 *     it. It keeps flows apart; it is nobody's name
 */
public record Origin(
    String inbound,
    String inboundType,
    @Nullable String interfaceName,
    InetSocketAddress source,
    @Nullable String user,
    @Nullable String login) {

  /** Without an unchecked login. */
  public Origin(
      String inbound,
      String inboundType,
      @Nullable String interfaceName,
      InetSocketAddress source,
      @Nullable String user) {
    this(inbound, inboundType, interfaceName, source, user, null);
  }

  /** What tells this client from others; a user's label is never that of a login. */
  Isolation isolation() {
    var address = source.getAddress();
    return new Isolation(
        List.of(
            "inbound=" + inbound,
            "source_address=" + (address == null ? "" : address.getHostAddress()),
            user != null ? "auth_user=" + user : "login=" + (login == null ? "" : login)));
  }
}
