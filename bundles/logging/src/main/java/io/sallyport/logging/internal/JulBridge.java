// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Leads {@code java.util.logging}, which Netty and the JDK use, into the Log Service, in place of
 * the handlers that were there.
 */
final class JulBridge extends Handler {

  private final LoggerFactory factory;
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final Handler[] before;
  private final Level levelBefore;

  /** Should the Log Service itself ever log here, it is not heard: that would never end. */
  private final ThreadLocal<Boolean> busy = ThreadLocal.withInitial(() -> false);

  private JulBridge(LoggerFactory factory) {
    this.factory = factory;
    var root = LogManager.getLogManager().getLogger("");
    this.before = root.getHandlers();
    this.levelBefore = root.getLevel();
  }

  /** Takes the place of all handlers. */
  static JulBridge install(LoggerFactory factory) {
    var bridge = new JulBridge(factory);
    var root = LogManager.getLogManager().getLogger("");
    for (Handler handler : bridge.before) {
      root.removeHandler(handler);
    }
    root.addHandler(bridge);
    return bridge;
  }

  @Override
  public void publish(LogRecord entry) {
    if (busy.get()) {
      return;
    }
    busy.set(true);
    try {
      Logger logger = factory.getLogger(Objects.requireNonNullElse(entry.getLoggerName(), "jul"));
      String message = formatter.formatMessage(entry);
      Throwable thrown = entry.getThrown();
      Object[] arguments = thrown == null ? new Object[] {message} : new Object[] {message, thrown};
      int level = entry.getLevel().intValue();
      if (level >= Level.SEVERE.intValue()) {
        logger.error("{}", arguments);
      } else if (level >= Level.WARNING.intValue()) {
        logger.warn("{}", arguments);
      } else if (level >= Level.INFO.intValue()) {
        logger.info("{}", arguments);
      } else if (level >= Level.FINE.intValue()) {
        logger.debug("{}", arguments);
      } else {
        logger.trace("{}", arguments);
      }
    } finally {
      busy.remove();
    }
  }

  @Override
  public void flush() {
    // Entries are handed over one by one.
  }

  /** Puts back what was there. */
  @Override
  public void close() {
    var root = LogManager.getLogManager().getLogger("");
    root.removeHandler(this);
    for (Handler handler : before) {
      root.addHandler(handler);
    }
    root.setLevel(levelBefore);
  }
}
