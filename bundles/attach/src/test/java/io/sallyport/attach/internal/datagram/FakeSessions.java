// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.datagram;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Decision;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Network;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import io.sallyport.attach.internal.entry.Entrance;
import io.sallyport.attach.internal.flow.FlowCounters;
import io.sallyport.attach.internal.settings.CaptureType;
import io.sallyport.attach.internal.settings.GatewayPorts;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.attach.internal.settings.Ping;
import io.sallyport.dns.DnsPlan;
import io.sallyport.testing.NoSessions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session manager that writes down what it is asked to serve, and an entrance that leads there.
 */
final class FakeSessions extends NoSessions implements Inbound {

  static final InetAddress OWN = NetUtil.createInetAddressFromIpAddressString("10.0.0.1");

  /** What was asked for. */
  record Served(Flow flow, Channel client) {}

  final List<Served> served = new ArrayList<>();
  final FlowCounters counters = new FlowCounters();
  private final Policy policy = new AllDirect();
  private ConnectFailure.@Nullable Reason refusal;

  void refuse(ConnectFailure.Reason reason) {
    refusal = reason;
  }

  Entrance entrance() throws Exception {
    var none = Settings.of(List.of(), Map.of());
    var plan =
        new DnsPlan() {
          @Override
          public List<Schema.Reference> references() {
            return List.of();
          }

          @Override
          public List<String> fakeRanges() {
            return List.of();
          }
        };
    var settings =
        new InterfaceSettings(
            "lab",
            CaptureType.TPROXY,
            "lab0",
            Set.of(Network.TCP, Network.UDP),
            Ping.REJECT,
            GatewayPorts.NONE,
            10,
            policy,
            plan,
            false,
            "its file",
            none);
    return new Entrance(this, this, () -> settings, () -> null, OWN::equals, counters);
  }

  @Override
  public void serve(Inbound inbound, Flow flow, Channel client, Answer answer) {
    served.add(new Served(flow, client));
    if (refusal != null) {
      answer.failed(new ConnectFailure(refusal, "as the test wants it"));
    }
  }

  @Override
  public String tag() {
    return "lab";
  }

  @Override
  public String type() {
    return "tproxy";
  }

  @Override
  public Policy policy() {
    return policy;
  }

  @Override
  public Status status() {
    return new Status("lab0", null);
  }

  private static final class AllDirect implements Policy {
    @Override
    public Decision decide(Question question) {
      return new Decision.Route(Decision.Rule.FINAL, "direct", RouteOptions.NONE);
    }

    @Override
    public Explanation explain(Question question) {
      return new Explanation(List.of(), decide(question));
    }

    @Override
    public Set<String> outbounds() {
      return Set.of("direct");
    }

    @Override
    public List<RuleText> rules() {
      return List.of();
    }

    @Override
    public Limits limits() {
      return new Limits(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
    }
  }
}
