// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Session;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.Logger;

/**
 * One line of JSON for each session that has ended, where the operator asks for it. Redacted, the
 * client and the destination are replaced by keyed digests, which tell two of them apart while this
 * process lives and mean nothing afterwards, and of the destination the port and the kind remain.
 * This is the one place above debug where addresses may be written in clear, and only where {@code
 * access_log_redact} is false.
 */
final class AccessLog {

  static final String LOGGER = "io.sallyport.access";

  private static final int DIGEST_BYTES = 8;

  private final Logger log;
  private final SecretKeySpec key;

  AccessLog(Logger log) {
    this.log = log;
    var random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, "HmacSHA256");
  }

  /** Writes the line of a session that is over. */
  void write(Session session, ConnectFailure.@Nullable Reason failure, boolean redact) {
    log.info("{}", line(session, failure, redact));
  }

  String line(Session session, ConnectFailure.@Nullable Reason failure, boolean redact) {
    var flow = session.flow();
    var origin = flow.origin();
    var to = flow.destination();
    var source = origin.source();
    var text = new StringBuilder("{");
    number(text, "id", flow.id());
    string(text, "inbound", origin.inbound());
    string(text, "user", origin.user());
    string(text, "outbound", session.outbound());
    string(text, "rule", session.rule());
    string(text, "network", flow.network().label());
    string(text, "result", failure == null ? "served" : failure.label());
    string(text, "source", redact ? digest(source.getHostString()) : source.getHostString());
    string(text, "destination", redact ? digest(host(to)) : host(to));
    number(text, "destination_port", to.port());
    string(text, "destination_kind", to instanceof Destination.Name ? "name" : "address");
    string(text, "started", session.started().toString());
    number(text, "millis", Duration.between(session.started(), Instant.now()).toMillis());
    if (session.connected() instanceof Duration connected) {
      number(text, "connect_millis", connected.toMillis());
    }
    number(text, "up_bytes", session.up());
    number(text, "down_bytes", session.down());
    return text.append('}').toString();
  }

  private static String host(Destination destination) {
    return switch (destination) {
      case Destination.Name name -> name.host();
      case Destination.Address address -> address.ip().getHostAddress();
    };
  }

  private String digest(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] all = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return "#" + HexFormat.of().formatHex(Arrays.copyOf(all, DIGEST_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static void number(StringBuilder text, String name, long value) {
    name(text, name).append(value);
  }

  private static void string(StringBuilder text, String name, @Nullable String value) {
    if (value == null) {
      name(text, name).append("null");
      return;
    }
    name(text, name).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private static StringBuilder name(StringBuilder text, String name) {
    return text.append(text.length() > 1 ? ",\"" : "\"").append(name).append("\":");
  }
}
