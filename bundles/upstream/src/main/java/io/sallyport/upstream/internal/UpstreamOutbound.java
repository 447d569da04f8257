// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/**
 * An outbound that goes by a proxy; what its kinds share. Each is a component of its own, and
 * inherits how it is modified and deactivated.
 *
 * @param <S> the proxy as it is configured
 */
abstract class UpstreamOutbound<S extends ProxyServer> implements Outbound {

  private final Reading<S> reading;
  private final UpstreamFace<S> face;

  /** Reads component properties. */
  interface Reading<S> {
    S of(Map<String, ?> properties) throws ConfigException;
  }

  UpstreamOutbound(
      Transport transport, Detours detours, Reading<S> reading, Map<String, Object> properties)
      throws ConfigException {
    this.reading = reading;
    this.face = new UpstreamFace<>(transport, detours, reading.of(properties));
  }

  /** Flows that are already connecting keep the server that they began with. */
  @Modified
  final void modified(Map<String, Object> properties) throws ConfigException {
    face.change(reading.of(properties));
  }

  @Deactivate
  final void deactivate() {
    face.close();
  }

  /** The configuration in force. */
  final UpstreamFace.InForce<S> now() {
    return face.now();
  }

  /** What a proxy is asked for a flow of TCP. */
  abstract Request request(S server, Flow flow) throws ConnectFailure;

  @Override
  public final Future<Channel> connect(Flow flow, EventLoop loop) {
    var now = now();
    try {
      return now.upstream().ask(flow, request(now.server(), flow), loop);
    } catch (ConnectFailure e) {
      return loop.newFailedFuture(e);
    }
  }

  @Override
  public final Map<String, Long> counters() {
    return face.counters();
  }

  @Override
  public final Availability availability() {
    return face.availability();
  }
}
