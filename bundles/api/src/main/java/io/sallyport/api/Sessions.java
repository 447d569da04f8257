// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.channel.Channel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Service: the session manager, the one entrance for every acceptor. */
@ProviderType
public interface Sessions {

  /**
   * Takes over a client: asks the policy, opens the outbound, answers, joins the two channels and
   * accounts for them until they end. Called on the client channel's event loop with {@code
   * autoRead} off; what the acceptor has read beyond its own protocol it fires into the pipeline
   * right after this call, and it takes its own handlers out.
   */
  void serve(Inbound inbound, Flow flow, Channel client, Answer answer);

  /** All sessions that are not over, oldest first. */
  Collection<Session> live();

  /** The session of a flow, if it is not over. */
  @Nullable Session find(long id);

  /** Counters by inbound, outbound and rule, since start. */
  List<Count> counts();

  /** The outbounds that policies can name now, by tag. */
  Map<String, Registered> outbounds();

  /**
   * An outbound as it is registered.
   *
   * @param type its type
   * @param udp whether it carries datagrams
   * @param bundle symbolic name and version of the bundle that it comes from
   * @param file the configuration file that it is made from, if it is
   */
  record Registered(
      String tag,
      String type,
      boolean udp,
      String bundle,
      @Nullable String file,
      Outbound outbound) {}

  /**
   * One line of the statistics.
   *
   * @param inbound tag
   * @param outbound tag; {@code -} where none was chosen
   * @param rule tag of the rule; {@code -} where none decided
   * @param active sessions now
   * @param total sessions ever, failed ones too
   * @param failed those that got no stream, by reason
   * @param up bytes towards the far end
   * @param down bytes towards clients
   */
  record Count(
      String inbound,
      String outbound,
      String rule,
      long active,
      long total,
      Map<ConnectFailure.Reason, Long> failed,
      long up,
      long down) {}
}
