// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Flows, configurations and bytes for tests. */
final class Flows {

  static final String PASSWORD = "s3cr3t-pass";

  static final Detours NO_DETOURS = _ -> null;

  private Flows() {}

  static Flow to(String host, int port) {
    var origin =
        new Origin("in", "test", null, InetSocketAddress.createUnresolved("client", 1), null);
    return Flow.open(Network.TCP, origin, Destination.of(host, port));
  }

  static Map<String, Object> config(Object... pairs) {
    var map = new HashMap<String, Object>();
    map.put("service.pid", "io.sallyport.outbound.x~exit");
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  static Map<String, Object> config(ScriptedProxy proxy, Object... pairs) {
    var map = config(pairs);
    map.put("server", proxy.address().getAddress().getHostAddress());
    map.put("server_port", proxy.address().getPort());
    return map;
  }

  static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
