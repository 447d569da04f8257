// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands {@code log:level} and {@code log:tail}. */
@Component(
    service = LogCommands.class,
    property = {
      "osgi.command.scope=log",
      "osgi.command.function=level",
      "osgi.command.function=tail"
    })
@Descriptor("what is logged")
public final class LogCommands {

  private final LogSink sink;

  /** Commands over the sink. */
  @Activate
  public LogCommands(@Reference LogSink sink) {
    this.sink = sink;
  }

  /** {@code log:level}: every level that is set. */
  @Descriptor("shows the levels that are set")
  public String level() {
    return sink.levels().entrySet().stream()
        .map(
            entry ->
                "%-5s  %s"
                    .formatted(entry.getValue().name().toLowerCase(Locale.ROOT), entry.getKey()))
        .collect(Collectors.joining("\n"));
  }

  /**
   * {@code log:level policy debug}.
   *
   * @throws IllegalArgumentException for a level that is none
   */
  @Descriptor("sets the level of a logger and all below it, until the configuration changes")
  public String level(
      @Descriptor("name of a logger, a bundle such as policy, netty, or root") String logger,
      @Descriptor("error, warn, info, debug or trace") String level) {
    String name = LogSettings.loggerName(logger);
    sink.setLevel(name, LogSettings.level(level));
    return name + ": " + level.toLowerCase(Locale.ROOT);
  }

  /**
   * {@code log:tail -n 50 --level warn --json}.
   *
   * @throws IllegalArgumentException for a level that is none, or a negative count
   */
  @Descriptor("shows the last log entries, oldest first")
  public String tail(
      @Descriptor("how many")
          @Parameter(
              names = {"-n", "--lines"},
              absentValue = "20")
          int count,
      @Descriptor("the least urgent level to show")
          @Parameter(
              names = {"-l", "--level"},
              absentValue = "trace")
          String level,
      @Descriptor("one JSON object per line")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    if (count < 0) {
      throw new IllegalArgumentException("-n " + count + " is negative");
    }
    LineFormat format = json ? LineFormat.JSON : LineFormat.PLAIN;
    return sink.last(count, LogSettings.level(level)).stream()
        .map(format::line)
        .collect(Collectors.joining("\n"));
  }
}
