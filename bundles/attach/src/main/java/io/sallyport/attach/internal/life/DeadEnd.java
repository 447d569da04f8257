// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.netty.util.NetUtil;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Commands;
import io.sallyport.linux.Family;
import io.sallyport.linux.IpRoute;
import io.sallyport.linux.Link;
import io.sallyport.linux.LinkAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Routes that lead nowhere, under the networks of an interface: when the interface goes, what the
 * kernel still has to say to its clients (resets and ICMP errors for packets that were under way)
 * must not take the default route and show their addresses to the world outside. They stay when the
 * process dies.
 *
 * @param networks in CIDR form
 */
record DeadEnd(List<String> networks) {

  /** Behind every route that somebody could mean. */
  private static final String METRIC = Long.toString(IpRoute.LAST_METRIC);

  /** By which ours are known, whoever set them. */
  private static final String PROTOCOL = "83";

  /** The networks of an interface as it stands. */
  static DeadEnd under(Link link) {
    var networks = new ArrayList<String>();
    for (var address : link.addresses()) {
      if (!address.ip().isLinkLocalAddress() || address.ip().getAddress().length == 4) {
        networks.add(network(address));
      }
    }
    return new DeadEnd(List.copyOf(networks));
  }

  private static String network(LinkAddress address) {
    byte[] ip = address.ip().getAddress();
    for (int bit = address.prefixLength(); bit < ip.length * 8; bit++) {
      ip[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(ip)) + "/" + address.prefixLength();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sets the routes; those that are there already stay. */
  void open(Commands commands) throws CommandException {
    for (var network : networks) {
      route(commands, "replace", network);
    }
  }

  /** Takes them away; those that are gone already are no error. */
  void close(Commands commands) {
    for (var network : networks) {
      try {
        route(commands, "delete", network);
      } catch (CommandException e) {
        // Gone with a restart of the network, or taken away by somebody.
      }
    }
  }

  /** Takes away all that any instance has left. */
  static void closeAll(Commands commands, List<Family> families) {
    for (var family : families) {
      try {
        commands.run(
            "ip", family == Family.INET4 ? "-4" : "-6", "route", "flush", "proto", PROTOCOL);
      } catch (CommandException e) {
        // They only catch what no other route leads anywhere.
      }
    }
  }

  private static void route(Commands commands, String verb, String network)
      throws CommandException {
    String family = network.indexOf(':') >= 0 ? "-6" : "-4";
    commands.run(
        "ip", family, "route", verb, "unreachable", network, "metric", METRIC, "proto", PROTOCOL);
  }
}
