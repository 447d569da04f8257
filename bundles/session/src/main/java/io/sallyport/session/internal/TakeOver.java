// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.sallyport.api.TakesOver;

/**
 * How two sockets come from the legs of a relay, in their pipelines, to a {@link SocketRelay}
 * below.
 */
final class TakeOver {

  private TakeOver() {}

  /** Whether both are bare epoll sockets on one loop with nothing left to send. */
  static boolean fits(Channel client, Channel far) {
    return client instanceof AbstractEpollStreamChannel
        && far instanceof AbstractEpollStreamChannel
        && client.eventLoop() == far.eventLoop()
        && bare(client)
        && bare(far)
        && client.isActive()
        && far.isActive();
  }

  private static boolean bare(Channel channel) {
    var outgoing = channel.unsafe().outboundBuffer();
    return outgoing != null
        && outgoing.isEmpty()
        && channel.pipeline().first() instanceof RelayLeg
        && channel.pipeline().last() instanceof RelayLeg;
  }

  /**
   * Takes both sockets away from their channels' pipelines and goes on in their place, if they
   * still {@linkplain #fits fit} by then: not at once, for a channel in whose event this is called
   * goes on to read what it can, and would read it away. On their loop, reading switched off.
   */
  static void soon(Relay relay, LoopSessions loop) {
    relay.client().eventLoop().execute(() -> ifStillFitting(relay, loop));
  }

  private static void ifStillFitting(Relay relay, LoopSessions loop) {
    if (relay.byLegs()) {
      var client = relay.client();
      var far = relay.far();
      boolean fits = fits(client, far);
      client.config().setAutoRead(!fits);
      far.config().setAutoRead(!fits);
      if (fits) {
        now(relay, loop, client, far);
      }
    }
  }

  private static void now(Relay relay, LoopSessions loop, Channel client, Channel far) {
    if (((IoEventLoop) client.eventLoop()).isCompatible(TakesOver.class)) {
      client.pipeline().removeLast();
      far.pipeline().removeLast();
      new SocketRelay(relay, loop).begin();
      return;
    }
    client
        .deregister()
        .addListener(
            _ ->
                far.deregister()
                    .addListener(
                        _ -> {
                          if (client.isOpen() && far.isOpen()) {
                            new SocketRelay(relay, loop).begin();
                          } else {
                            client.close();
                            far.close();
                            relay.ended();
                          }
                        }));
  }
}
