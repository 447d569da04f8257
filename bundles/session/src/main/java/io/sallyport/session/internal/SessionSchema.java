// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.session.cfg.json}. */
@Component(service = Schema.class)
public final class SessionSchema implements Schema {

  static final String PID = "io.sallyport.session";

  static final Key<Integer> MAX_SESSIONS =
      Key.integer("max_sessions", "sessions at a time over all inbounds", 1, 10_000_000)
          .or("100000");
  static final Key<Duration> SHUTDOWN_TIMEOUT =
      Key.duration("shutdown_timeout", "how long sessions may go on when Sallyport stops").or("2s");

  static final Key<Duration> BIND_TIMEOUT =
      Key.duration("bind_timeout", "how long the peer of a SOCKS BIND may take to come").or("3m");

  static final Key<Boolean> ACCESS_LOG =
      Key.bool("access_log", "whether each session that ends is logged by " + AccessLog.LOGGER)
          .or("false");
  static final Key<Boolean> ACCESS_LOG_REDACT =
      Key.bool(
              "access_log_redact",
              "whether digests stand there for clients and destinations; false logs them in clear")
          .or("true");

  static final Key<Boolean> SPLICE =
      Key.bool(
              "splice",
              "whether the kernel moves bulk from socket to socket where nothing is inspected;"
                  + " false copies it")
          .or("true");

  static final List<Key<?>> KEYS =
      List.of(ACCESS_LOG, ACCESS_LOG_REDACT, MAX_SESSIONS, SHUTDOWN_TIMEOUT, BIND_TIMEOUT, SPLICE);

  @Override
  public String pid() {
    return PID;
  }

  @Override
  public String doc() {
    return "What holds for all sessions together.";
  }

  @Override
  public List<Key<?>> keys() {
    return KEYS;
  }
}
