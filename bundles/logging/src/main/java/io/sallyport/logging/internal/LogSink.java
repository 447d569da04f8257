// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Settings;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.log.admin.LoggerAdmin;

/**
 * Writes log entries to standard error, on the one thread of the Log Service that delivers them.
 */
@Component(service = LogSink.class, immediate = true, configurationPid = LogSettings.PID)
public final class LogSink implements LogListener {

  private static final int KEPT = 2_000;

  private final LogReaderService reader;
  private final Levels levels;
  private final JulBridge bridge;
  private final PrintStream out;
  private final boolean journal;
  private final Ring ring = new Ring(KEPT);
  private final Set<Long> caughtUp = new HashSet<>();
  private volatile LineFormat format = LineFormat.PLAIN;

  /** Starts writing, with what the Log Service has kept from before. */
  @Activate
  public LogSink(
      @Reference LogReaderService reader,
      @Reference LoggerAdmin admin,
      @Reference LoggerFactory factory,
      Map<String, Object> properties)
      throws ConfigException {
    this(reader, admin, factory, properties, System.err, System.getenv("JOURNAL_STREAM"));
  }

  LogSink(
      LogReaderService reader,
      LoggerAdmin admin,
      LoggerFactory factory,
      Map<String, Object> properties,
      PrintStream out,
      @Nullable String journalStream)
      throws ConfigException {
    this.reader = reader;
    this.levels = new Levels(admin);
    this.out = out;
    this.journal = journalStream != null;
    // Read before anything is changed: a configuration that is wrong leaves no trace.
    var settings = LogSettings.of(Settings.of(LogSettings.KEYS, properties));
    this.bridge = JulBridge.install(factory);
    use(settings);
    synchronized (this) {
      reader.addLogListener(this);
      for (LogEntry entry : Collections.list(reader.getLog()).reversed()) {
        write(entry);
        caughtUp.add(entry.getSequence());
      }
    }
  }

  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    use(LogSettings.of(Settings.of(LogSettings.KEYS, properties)));
  }

  private void use(LogSettings settings) {
    format =
        switch (settings.format()) {
          case JSON -> LineFormat.JSON;
          case PLAIN -> journal ? LineFormat.JOURNAL : LineFormat.PLAIN;
        };
    levels.apply(settings);
  }

  @Deactivate
  void deactivate() {
    reader.removeLogListener(this);
    bridge.close();
  }

  @Override
  public synchronized void logged(LogEntry entry) {
    if (caughtUp.isEmpty() || !caughtUp.remove(entry.getSequence())) {
      write(entry);
    }
  }

  private void write(LogEntry logged) {
    var entry = Entry.of(logged);
    if (Entry.event(logged) && !levels.enabled(entry)) {
      return;
    }
    ring.add(entry);
    // One call for the whole line: others who write to standard error cannot get between.
    byte[] line = (format.line(entry) + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(line, 0, line.length);
    out.flush();
  }

  /** The last entries of a level or a more urgent one, oldest first. */
  List<Entry> last(int count, LogLevel least) {
    return ring.last(count, least);
  }

  /** What is set, by logger. */
  SortedMap<String, LogLevel> levels() {
    return levels.all();
  }

  void setLevel(String logger, LogLevel level) {
    levels.set(logger, level);
  }
}
