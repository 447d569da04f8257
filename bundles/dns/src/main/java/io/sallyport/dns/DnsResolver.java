// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.NameMap;
import io.sallyport.api.Origin;
import io.sallyport.api.config.ConfigException;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Answers the DNS queries that one inbound has hijacked, whatever server they were meant for. Any
 * thread; never blocks, except for {@link #update} and {@link #close}. The fake addresses of all
 * resolvers are turned back into names by the {@link NameMap} service of this bundle.
 */
@ProviderType
public interface DnsResolver extends AutoCloseable {

  /** The tag of its inbound. */
  String tag();

  /**
   * Answers one datagram.
   *
   * @param query the payload as it came; released here
   * @param origin the client, as for its flows
   * @param loop completes the future
   * @return the payload to send back from the address that the query went to, no longer than the
   *     client can take (RFC 6891 §6.2.3, else 512 bytes, with TC set where it had to be cut);
   *     released by the caller. Null: say nothing. Never fails: what goes wrong upstream is told to
   *     the client as SERVFAIL.
   */
  Future<@Nullable ByteBuf> answer(ByteBuf query, Origin origin, EventLoop loop);

  /**
   * Answers queries on an accepted TCP connection (RFC 7766) until either side ends it: takes the
   * pipeline over and turns {@code autoRead} on. Called on the channel's event loop; what the
   * caller has read already it fires into the pipeline behind this call.
   */
  void serve(Channel client, Origin origin);

  /**
   * Whether an address lies in the ranges of fake addresses. A flow to such a one that the name map
   * does not know (its name was forgotten) has no destination and must be refused.
   */
  boolean isFake(InetAddress address);

  /**
   * Goes over to another plan. Fake addresses and, where servers are the same, connections stay.
   *
   * @throws ConfigException as {@link DnsCompiler#open} does; the old plan is then still in force
   */
  void update(DnsPlan plan) throws ConfigException;

  /** What it has counted: {@code queries}, {@code cache_hits}, {@code fakeip}... */
  Map<String, Long> counters();

  /** Ends connections to servers; queries that wait get SERVFAIL. Idempotent. */
  @Override
  void close();
}
