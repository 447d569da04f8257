// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Fields that are meant for the next hop alone (RFC 9110 §7.6.1) and end here. */
final class HopByHop {

  private static final List<String> NAMES =
      List.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "proxy-connection",
          "te",
          "trailer",
          "upgrade");

  /** What frames and routes a message is not taken away because a peer says so. */
  private static final Set<String> KEPT = Set.of("content-length", "host", "transfer-encoding");

  private HopByHop() {}

  /** Takes them out. */
  static void remove(HttpHeaders headers) {
    for (String list : headers.getAll(HttpHeaderNames.CONNECTION)) {
      for (String name : list.split(",")) {
        String one = name.strip().toLowerCase(Locale.ROOT);
        if (!one.isEmpty() && !KEPT.contains(one)) {
          headers.remove(one);
        }
      }
    }
    NAMES.forEach(headers::remove);
  }

  /** Whether these fields ask for, or grant, WebSocket (RFC 6455 §4.1). */
  static boolean upgradesToWebSocket(HttpHeaders headers) {
    return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }
}
