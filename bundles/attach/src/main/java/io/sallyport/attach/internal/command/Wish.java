// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sallyport.attach.internal.settings.CaptureType;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import java.util.Arrays;

/**
 * What {@code attach:enable} was asked for.
 *
 * @param iface the interface
 * @param type a {@link CaptureType} in lower case
 * @param outbound a tag; empty for none
 * @param proxy {@code HOST:PORT}, IPv6 in brackets; empty for none
 * @param user at the proxy; empty for none
 * @param secret name of the secret with the password; empty for none
 */
record Wish(
    String iface,
    String type,
    String outbound,
    String proxy,
    String user,
    String secret,
    int maxConnections) {

  Wish {
    InterfaceSettings.requireAttachable(iface);
    if (Arrays.stream(CaptureType.values()).noneMatch(known -> known.label().equals(type))) {
      throw new IllegalArgumentException("--type is tproxy, redirect or tun, not " + type);
    }
    if (!outbound.isEmpty() && !proxy.isEmpty()) {
      throw new IllegalArgumentException("--outbound or --proxy, not both");
    }
    if (proxy.isEmpty() && !(user.isEmpty() && secret.isEmpty())) {
      throw new IllegalArgumentException("--user and --secret belong to --proxy");
    }
    if (user.isEmpty() != secret.isEmpty()) {
      throw new IllegalArgumentException(
          "--user and --secret belong together: the password is a file in secrets/, so that it"
              + " stands in no history");
    }
    if (!secret.isEmpty() && !secret.matches("[A-Za-z0-9._-]{1,100}")) {
      throw new IllegalArgumentException("--secret is the name of a file in secrets/");
    }
    if (maxConnections < 0) {
      throw new IllegalArgumentException("--max-connections is 0 or more");
    }
    if (!proxy.isEmpty()) {
      port(proxy);
    }
  }

  /** Whether nothing was said but the interface: what was disabled may come back as it was. */
  boolean isPlain() {
    return outbound.isEmpty() && proxy.isEmpty() && type.equals("tproxy") && maxConnections == 0;
  }

  /** The tag that its traffic goes by. */
  String target() {
    return !proxy.isEmpty() ? iface + "-proxy" : outbound.isEmpty() ? "direct" : outbound;
  }

  /** The file of the interface. */
  JsonObject attachment() {
    var hijack = new JsonObject();
    hijack.addProperty("tag", "dns");
    hijack.addProperty("port", 53);
    hijack.addProperty("action", "hijack-dns");
    var rules = new JsonArray();
    rules.add(hijack);
    var object = new JsonObject();
    object.addProperty("type", type);
    object.addProperty("interface_name", iface);
    if (maxConnections > 0) {
      object.addProperty("max_connections", maxConnections);
    }
    object.add("rules", rules);
    object.addProperty("final", target());
    return object;
  }

  /** The file of the outbound, where there is a proxy. */
  JsonObject upstream() {
    var object = new JsonObject();
    object.addProperty("server", host(proxy));
    object.addProperty("server_port", port(proxy));
    if (!user.isEmpty()) {
      object.addProperty("username", user);
      object.addProperty("password", "$[secret:" + secret + "]");
    }
    return object;
  }

  private static String host(String proxy) {
    var host = proxy.substring(0, proxy.lastIndexOf(':'));
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String proxy) {
    int colon = proxy.lastIndexOf(':');
    try {
      int port = Integer.parseInt(proxy.substring(colon + 1));
      if (colon > 0 && port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, with what would be right.
    }
    throw new IllegalArgumentException("--proxy is HOST:PORT or [IPV6]:PORT, not " + proxy);
  }
}
