// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import io.sallyport.api.Destination;
import io.sallyport.api.config.Key;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one of {@code servers}. */
final class ServerReader {

  private static final Key<String> TYPE = Key.string("type", "kind of server").asRequired();
  private static final Key<String> TAG = Key.string("tag", "name in rules").asRequired();
  private static final Key<String> SERVER = Key.string("server", "address or name").asRequired();
  private static final Key<String> DETOUR = Key.string("detour", "outbound to it").or("direct");
  private static final Key<String> BY = Key.string("detour", "outbound that resolves");
  private static final Key<String> OUTBOUND = Key.string("outbound", "the same as detour");
  private static final Key<String> PATH = Key.string("path", "path of requests").or("/dns-query");
  private static final Key<String> RCODE = Key.string("rcode", "code of every answer").asRequired();
  private static final Key<Boolean> ENABLED = Key.bool("enabled", "must be true").or("true");
  private static final Key<String> SERVER_NAME = Key.string("server_name", "certificate's name");
  private static final Key<String> CERTIFICATES =
      Key.string("certificate_path", "PEM file of what to trust");

  /** RFC 1035 §4.1.1, as sing-box writes them. */
  private static final Map<String, Integer> RCODES =
      new TreeMap<>(
          Map.of(
              "NOERROR", 0, "FORMERR", 1, "SERVFAIL", 2, "NXDOMAIN", 3, "NOTIMP", 4, "REFUSED", 5));

  private ServerReader() {}

  /** A server; null if it has problems that leave nothing of it. */
  static @Nullable ServerSpec read(Fields fields, FakeIpSpec fakeIp) {
    String tag = fields.find(TAG);
    String type = fields.find(TYPE);
    if (type == null || tag == null) {
      return null;
    }
    var spec =
        switch (type) {
          case "udp" -> remote(ServerSpec.Kind.UDP, tag, fields);
          case "tcp" -> remote(ServerSpec.Kind.TCP, tag, fields);
          case "tls" -> remote(ServerSpec.Kind.TLS, tag, fields);
          case "https" -> remote(ServerSpec.Kind.HTTPS, tag, fields);
          case "local" -> new ServerSpec.Local(tag, fields.get(DETOUR));
          case "outbound" -> byOutbound(tag, fields);
          case "fakeip" -> fakeIp(tag, fields, fakeIp);
          case "rcode" -> new ServerSpec.Rcode(tag, rcode(fields));
          default -> {
            fields.problem(
                TYPE.name(),
                "\"" + type + "\" is none of local, udp, tcp, tls, https, outbound, fakeip, rcode");
            yield null;
          }
        };
    if (spec != null) {
      fields.end();
    }
    return spec;
  }

  /** {@code rcode} of a server or rule; 0 if it is wrong. */
  static int rcode(Fields fields) {
    String text = fields.find(RCODE);
    Integer code = text == null ? null : RCODES.get(text.toUpperCase(Locale.ROOT));
    if (text != null && code == null) {
      fields.problem(
          RCODE.name(), "\"" + text + "\" is none of " + String.join(", ", RCODES.keySet()));
    }
    return code == null ? 0 : code;
  }

  private static @Nullable ServerSpec byOutbound(String tag, Fields fields) {
    String outbound = fields.find(BY);
    String found = outbound != null ? outbound : fields.find(OUTBOUND);
    if (found == null) {
      fields.problem(BY.name(), "is required and missing: the tag of an outbound");
      return null;
    }
    return new ServerSpec.ByOutbound(tag, found);
  }

  private static ServerSpec fakeIp(String tag, Fields fields, FakeIpSpec outer) {
    return new ServerSpec.FakeIp(tag, FakeIpSpec.read(fields, outer));
  }

  private static @Nullable ServerSpec remote(ServerSpec.Kind kind, String tag, Fields fields) {
    String host = fields.find(SERVER);
    int port = fields.get(Key.port("server_port", "its port").or(Integer.toString(kind.port)));
    String detour = fields.get(DETOUR);
    boolean secure = kind == ServerSpec.Kind.TLS || kind == ServerSpec.Kind.HTTPS;
    String path = kind == ServerSpec.Kind.HTTPS ? path(fields) : "";
    var tls = secure ? tls(fields, host == null ? "" : host) : null;
    if (host == null) {
      return null;
    }
    try {
      return new ServerSpec.Remote(tag, kind, Destination.of(host, port), detour, tls, path);
    } catch (IllegalArgumentException e) {
      fields.problem(
          SERVER.name(),
          "\""
              + host
              + "\" is neither an address nor a host name; scheme and port do not belong"
              + " into it");
      return null;
    }
  }

  private static String path(Fields fields) {
    String path = fields.get(PATH);
    if (!path.matches("/[!-~&&[^#{}\"<>\\\\^`|]]*")) {
      fields.problem(PATH.name(), "is no path of a URI such as /dns-query");
    }
    return path;
  }

  private static ServerSpec.TlsSpec tls(Fields fields, String host) {
    var tls = fields.object("tls");
    if (tls == null) {
      return new ServerSpec.TlsSpec(host, null);
    }
    if (!tls.get(ENABLED)) {
      tls.problem(ENABLED.name(), "must be true; a server without TLS is of type udp or tcp");
    }
    String name = tls.find(SERVER_NAME);
    String certificates = tls.find(CERTIFICATES);
    tls.end();
    return new ServerSpec.TlsSpec(name == null ? host : name, certificates);
  }
}
