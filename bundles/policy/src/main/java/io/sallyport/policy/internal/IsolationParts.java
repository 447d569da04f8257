// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code isolation}: what keeps flows apart. The parts stand in one order whatever the file's, and
 * bear their names, so that inbounds with other lists never share by accident.
 */
final class IsolationParts {

  /** A part; Tor has flags of the same meaning ({@code IsolateClientAddr}...). */
  enum Part {
    INBOUND,
    SOURCE_ADDRESS,
    AUTH_USER,
    PROTOCOL,
    DESTINATION_ADDRESS,
    DESTINATION_PORT;

    /** Its word in files. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private @Nullable Object of(Flow flow) {
      return switch (this) {
        case INBOUND -> flow.origin().inbound();
        case SOURCE_ADDRESS -> host(flow.origin().source());
        case AUTH_USER -> flow.origin().user();
        case PROTOCOL -> flow.origin().inboundType();
        case DESTINATION_ADDRESS -> flow.destination().host();
        case DESTINATION_PORT -> flow.destination().port();
      };
    }

    private static @Nullable String host(InetSocketAddress source) {
      return source.getAddress() == null ? null : source.getAddress().getHostAddress();
    }
  }

  private final Set<Part> parts;

  IsolationParts(Collection<Part> parts) {
    this.parts = parts.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(parts);
  }

  /**
   * With whom a flow may share; what it had been isolated by before is kept where nothing is said.
   */
  Isolation of(Flow flow) {
    if (parts.isEmpty()) {
      return flow.isolation();
    }
    return new Isolation(parts.stream().map(part -> text(part, flow)).toList());
  }

  private static String text(Part part, Flow flow) {
    Object value = part.of(flow);
    if (value != null) {
      return part.label() + "=" + value;
    }
    // Who is not known by name is known by what he claims, under a label that no user can have.
    return part == Part.AUTH_USER && flow.origin().login() instanceof String login
        ? "login=" + login
        : part.label();
  }

  /** Whether logins that nobody has checked keep flows apart. */
  boolean byLogin() {
    return parts.contains(Part.AUTH_USER);
  }
}
