// SPDX-License-Identifier: Apache-2.0
package com.example.pinned;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/** Takes every flow to one server, whatever the flow asked for. */
@Component(
    configurationPid = Outbound.PID_PREFIX + "pinned",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = Outbound.TYPE + "=pinned")
public final class PinnedOutbound implements Outbound {

  private static final Key<String> SERVER = Key.string("server", "where to").asRequired();
  private static final Key<Integer> PORT = Key.port("server_port", "its port").asRequired();

  private final Transport transport;
  private volatile Destination server;

  @Activate
  public PinnedOutbound(@Reference Transport transport, Map<String, Object> properties)
      throws ConfigException {
    this.transport = transport;
    modified(properties);
  }

  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    var settings = Settings.of(List.of(SERVER, PORT), properties);
    server = Destination.of(settings.get(SERVER), settings.get(PORT));
  }

  @Override
  public Future<Channel> connect(Flow flow, EventLoop loop) {
    return transport.connect(server, DialOptions.DEFAULT, loop);
  }
}
