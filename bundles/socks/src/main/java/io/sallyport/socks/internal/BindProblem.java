// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Says why a listener does not listen, and what to do about it. */
final class BindProblem {

  private BindProblem() {}

  /**
   * One sentence.
   *
   * @param file name of the file that says where to listen
   */
  static String describe(InetSocketAddress address, Throwable cause, String file) {
    // The words are those of strerror(3), which NIO and the native transports both hand on.
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    String where = NetUtil.toSocketAddressString(address);
    if (message.contains("address already in use")) {
      return "listen_port %d: address already in use (%s); another program listens there; change"
              .formatted(address.getPort(), where)
          + " listen_port in %s or stop it".formatted(file);
    }
    if (message.contains("cannot assign requested address")) {
      return "listen %s: this machine has no such address now; change listen in %s or set up the interface"
          .formatted(NetUtil.toAddressString(address.getAddress()), file);
    }
    if (message.contains("permission denied")) {
      return "listen_port %d: permission denied (%s); ports below 1024 need CAP_NET_BIND_SERVICE;"
              .formatted(address.getPort(), where)
          + " change listen_port in %s".formatted(file);
    }
    return "listen_port %d: cannot listen on %s: %s; see listen and listen_port in %s"
        .formatted(address.getPort(), where, cause.getMessage(), file);
  }
}
