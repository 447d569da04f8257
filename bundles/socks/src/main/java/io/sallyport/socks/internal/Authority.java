// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.util.NetUtil;
import io.sallyport.api.Destination;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The target of CONNECT: {@code host:port} or {@code [IPv6]:port} (RFC 9112 §3.2.3). */
final class Authority {

  /** A host without what delimits a URL; its other bytes are judged as those of any name. */
  private static final Pattern FORM =
      Pattern.compile("(?:([^\\[\\]:/?#@\\\\]{1,255})|\\[([0-9a-fA-F:.]{2,45})\\]):([0-9]{1,5})");

  private Authority() {}

  /** The destination; null if this is none. */
  static @Nullable Destination parse(String target) {
    var match = FORM.matcher(target);
    if (!match.matches()) {
      return null;
    }
    int port = Integer.parseInt(match.group(3));
    if (port == 0 || port > 65535) {
      return null;
    }
    String literal = match.group(2);
    if (literal == null) {
      return Targets.named(match.group(1), port);
    }
    return NetUtil.isValidIpV6Address(literal) ? Targets.named(literal, port) : null;
  }
}
