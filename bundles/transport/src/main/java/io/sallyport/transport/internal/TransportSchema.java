// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.transport.cfg.json}. */
@Component(service = Schema.class)
public final class TransportSchema implements Schema {

  static final String PID = "io.sallyport.transport";

  static final Key<TransportType.Choice> TYPE =
      Key.choice(
              "type",
              "socket I/O: auto is epoll on Linux; with another one, a client that comes by a Unix"
                  + " socket and ends its output hears no more",
              TransportType.Choice.class)
          .or("auto");
  static final Key<Integer> THREADS =
      Key.integer("threads", "event loops; 0 for one per core", 0, 1024).or("0");

  static final List<Key<?>> KEYS = List.of(TYPE, THREADS);

  @Override
  public String pid() {
    return PID;
  }

  @Override
  public String doc() {
    return "Event loops and sockets. A change restarts everything that has sockets.";
  }

  @Override
  public List<Key<?>> keys() {
    return KEYS;
  }
}
