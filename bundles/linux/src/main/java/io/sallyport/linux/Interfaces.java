// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.LinkTable;
import io.sallyport.linux.internal.Netlink;
import io.sallyport.linux.internal.NetlinkSocket;
import java.util.List;
import java.util.Optional;

/** The interfaces of this process's network namespace, by rtnetlink. Blocks for microseconds. */
public final class Interfaces {

  private static final int PATIENCE_MILLIS = 5000;

  private Interfaces() {}

  /** All, by index. */
  public static List<Link> list() throws SystemCallException {
    var table = new LinkTable(event -> {});
    try (var socket = new NetlinkSocket(0)) {
      for (short type : new short[] {Netlink.RTM_GETLINK, Netlink.RTM_GETADDR}) {
        socket.request(type);
        readDump(socket, table);
      }
    }
    return table.links();
  }

  private static void readDump(NetlinkSocket socket, LinkTable table) throws SystemCallException {
    while (true) {
      var messages = socket.receive(PATIENCE_MILLIS).orElse(List.of());
      if (messages.isEmpty()) {
        throw new SystemCallException("rtnetlink dump", Errno.ETIMEDOUT.number(), null);
      }
      for (var message : messages) {
        switch (message) {
          case Netlink.Done() -> {
            return;
          }
          case Netlink.Failed(int errno) ->
              throw new SystemCallException("rtnetlink dump", errno, null);
          case Netlink.LinkIs _, Netlink.LinkGone _, Netlink.AddressIs _, Netlink.AddressGone _ ->
              table.take(message);
        }
      }
    }
  }

  /** The one with a name; empty if there is none. */
  public static Optional<Link> find(String name) throws SystemCallException {
    return list().stream().filter(link -> link.name().equals(name)).findFirst();
  }
}
