// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.netty.util.NetUtil;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Question;
import io.sallyport.api.Sessions;
import io.sallyport.api.Sniffed;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy:explain}: why a flow goes where it goes, without sending it. */
@Component(
    service = ExplainCommand.class,
    property = {"osgi.command.scope=policy", "osgi.command.function=explain"})
public final class ExplainCommand {

  private final Sessions sessions;
  private final Inbounds inbounds;

  /** For declarative services. */
  @Activate
  public ExplainCommand(@Reference Sessions sessions, @Reference Inbounds inbounds) {
    this.sessions = sessions;
    this.inbounds = inbounds;
  }

  /** {@code policy:explain}. */
  @Descriptor("tells rule by rule where a flow would go, and why; nothing is sent")
  public void explain(
      CommandSession shell,
      @Parameter(names = "--network", absentValue = "tcp")
          @Descriptor("tcp, which it is unless said, or udp")
          @Value(
              value = "NETWORK",
              kind = Value.Kind.WORDS,
              words = {"tcp", "udp"})
          String network,
      @Parameter(names = "--source", absentValue = "127.0.0.1")
          @Descriptor("address of the client, with or without a port")
          @Value("ADDRESS")
          String source,
      @Parameter(names = "--user", absentValue = "")
          @Descriptor("user that the client has logged in as")
          @Value("USER")
          String user,
      @Parameter(names = "--sniffed", absentValue = "")
          @Descriptor("what the client is supposed to send first")
          @Value(
              value = "PROTOCOL",
              kind = Value.Kind.WORDS,
              words = {"tls", "http", "quic", "dns"})
          String protocol,
      @Parameter(names = "--domain", absentValue = "")
          @Descriptor("host that it is supposed to name there")
          @Value("NAME")
          String domain,
      @Parameter(names = "--resolved", absentValue = "")
          @Descriptor("addresses that the name is supposed to have, with commas between")
          @Value("ADDRESSES")
          String resolved,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("where the flow comes in") @Value(value = "INBOUND", kind = Value.Kind.INBOUND)
          String tag,
      @Descriptor("name or address that it wants to reach") @Value("HOST") String host,
      @Descriptor("port that it wants to reach") @Value("PORT") String port)
      throws CommandFailure {
    Inbound inbound = inbounds.get(tag);
    var origin = new Origin(tag, inbound.type(), null, socket(source), Arguments.given(user));
    Destination destination;
    try {
      destination = Destination.of(host, (int) Arguments.number("PORT", port, 0, 65535));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("HOST \"" + host + "\": " + e.getMessage());
    }
    boolean udp = Arguments.word("--network", network, List.of("tcp", "udp")).equals("udp");
    var flow = Flow.open(udp ? Network.UDP : Network.TCP, origin, destination);
    var walked =
        Explanations.walk(
            inbound.policy(), Question.about(flow), sniffed(protocol, domain), addresses(resolved));
    Screen screen = Screen.of(shell);
    var explained = new Explained(flow, walked, problem(walked.decision()));
    if (json) {
      screen.json(explained.json());
    } else {
      explained.show(screen);
    }
  }

  /** What stands in the way of a route; null if nothing does. */
  private @Nullable String problem(Decision decision) {
    if (!(decision instanceof Decision.Route route)) {
      return null;
    }
    var registered = sessions.outbounds().get(route.outbound());
    if (registered == null) {
      return "outbound " + route.outbound() + " is not there: the flow would be blocked";
    }
    String why = Shown.problem(registered.outbound().availability());
    return why == null ? null : "outbound " + route.outbound() + " is unavailable: " + why;
  }

  private static @Nullable Sniffed sniffed(String protocol, String domain) throws CommandFailure {
    if (protocol.isEmpty() && domain.isEmpty()) {
      return null;
    }
    Sniffed.Protocol seen = null;
    if (!protocol.isEmpty()) {
      Arguments.word("--sniffed", protocol, List.of("tls", "http", "quic", "dns"));
      seen = Sniffed.Protocol.valueOf(protocol.toUpperCase(Locale.ROOT));
    }
    String name = Arguments.given(domain);
    return new Sniffed(seen, name == null ? null : name.toLowerCase(Locale.ROOT));
  }

  private static List<InetAddress> addresses(String text) throws CommandFailure {
    var addresses = new ArrayList<InetAddress>();
    for (String one : text.isEmpty() ? new String[0] : text.split(",")) {
      addresses.add(socket(one).getAddress());
    }
    return addresses;
  }

  /** An address literal with or without a port; no name is looked up. */
  private static InetSocketAddress socket(String text) throws CommandFailure {
    String host = text;
    int port = 0;
    int colon = text.lastIndexOf(':');
    if (colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']')) {
      host = text.substring(0, colon);
      port = (int) Arguments.number("port", text.substring(colon + 1), 0, 65535);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal == null) {
      throw CommandFailure.usage("\"" + text + "\" is not an address such as 10.0.0.1:5000");
    }
    return Destination.of(literal, port).toSocketAddress();
  }
}
