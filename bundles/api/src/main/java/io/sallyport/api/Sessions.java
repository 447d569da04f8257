// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
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

  /**
   * As {@link #serve}, for a client that waits for a peer to connect to it (SOCKS BIND): the policy
   * decides by the expected peer, the outbound {@linkplain Outbound#listen listens}, and the peer's
   * connection is joined with the client.
   */
  default void bind(Inbound inbound, Flow flow, Channel client, BindAnswer answer) {
    answer.failed(new ConnectFailure(ConnectFailure.Reason.UNSUPPORTED, "BIND is not supported"));
  }

  /**
   * Resolves the name that a flow's destination is, by the outbound that the policy chooses for it;
   * counted as a session that ends at once.
   */
  default Future<List<InetAddress>> resolve(
      Inbound inbound, Flow flow, AddressFamily family, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(ConnectFailure.Reason.UNSUPPORTED, "resolving is not supported"));
  }

  /** Looks up the name of the address that a flow's destination is, likewise. */
  default Future<String> reverse(Inbound inbound, Flow flow, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(ConnectFailure.Reason.UNSUPPORTED, "resolving is not supported"));
  }

  /**
   * The flow as {@link #serve} would show it to the policy: with the name in the place of an
   * address that a {@link NameMap} has invented for it.
   */
  default Flow named(Flow flow) {
    return flow;
  }

  /** All sessions that are not over, oldest first. */
  Collection<Session> live();

  /** The session of a flow, if it is not over. */
  @Nullable Session find(long id);

  /** Counters by inbound, outbound and rule, since start. */
  List<Count> counts();

  /**
   * Counters by inbound and user, since start: {@link Count#user()} is set, the outbound and the
   * rule are {@code -}.
   */
  default List<Count> userCounts() {
    return List.of();
  }

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
   * @param user the user where the line is that of one, else null
   * @param active sessions now
   * @param total sessions ever, failed ones too
   * @param failed those that got no stream, by reason
   * @param up bytes towards the far end
   * @param down bytes towards clients
   * @param upPackets datagrams towards the far end; streams have none
   * @param downPackets datagrams towards clients
   * @param connects how long it took from acceptance until the outbound was connected
   */
  record Count(
      String inbound,
      String outbound,
      String rule,
      @Nullable String user,
      long active,
      long total,
      Map<ConnectFailure.Reason, Long> failed,
      long up,
      long down,
      long upPackets,
      long downPackets,
      LatencyHistogram.Snapshot connects) {

    /** Of no user, without datagrams and times. */
    public Count(
        String inbound,
        String outbound,
        String rule,
        long active,
        long total,
        Map<ConnectFailure.Reason, Long> failed,
        long up,
        long down) {
      this(
          inbound,
          outbound,
          rule,
          null,
          active,
          total,
          failed,
          up,
          down,
          0,
          0,
          LatencyHistogram.Snapshot.EMPTY);
    }
  }
}
