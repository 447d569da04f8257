// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import java.util.Locale;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogLevel;

/** Shell commands {@code log:level} and {@code log:tail}. */
@Component(
    service = LogCommands.class,
    property = {
      "osgi.command.scope=log",
      "osgi.command.function=level",
      "osgi.command.function=tail"
    })
public final class LogCommands {

  private final LogSink sink;

  /** Commands over the sink. */
  @Activate
  public LogCommands(@Reference LogSink sink) {
    this.sink = sink;
  }

  /** {@code log:level}: every level that is set. */
  @Descriptor("shows the levels that are set")
  public void level(CommandSession shell) {
    Screen screen = Screen.of(shell);
    sink.levels()
        .forEach(
            (logger, level) ->
                screen.line("%-5s  %s".formatted(level.name().toLowerCase(Locale.ROOT), logger)));
  }

  /** {@code log:level policy debug}. */
  @Descriptor("sets the level of a logger and all below it, until the configuration changes")
  public void level(
      CommandSession shell,
      @Descriptor("name of a logger, a bundle such as policy, netty, or root") @Value("LOGGER")
          String logger,
      @Descriptor("error, warn, info, debug or trace")
          @Value(
              value = "LEVEL",
              kind = Value.Kind.WORDS,
              words = {"error", "warn", "info", "debug", "trace"})
          String level)
      throws CommandFailure {
    String name = LogSettings.loggerName(logger);
    sink.setLevel(name, parsed(level));
    Screen.of(shell).line(name + ": " + level.toLowerCase(Locale.ROOT));
  }

  /** {@code log:tail -n 50 --level warn --json}. */
  @Descriptor("shows the last log entries, oldest first")
  public void tail(
      CommandSession shell,
      @Parameter(
              names = {"-n", "--lines"},
              absentValue = "20")
          @Descriptor("how many")
          @Value("N")
          String count,
      @Parameter(
              names = {"-l", "--level"},
              absentValue = "trace")
          @Descriptor("the least urgent level to show")
          @Value(
              value = "LEVEL",
              kind = Value.Kind.WORDS,
              words = {"error", "warn", "info", "debug", "trace"})
          String level,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("one JSON object per line")
          boolean json)
      throws CommandFailure {
    LineFormat format = json ? LineFormat.JSON : LineFormat.PLAIN;
    int most = (int) Arguments.number("-n", count, 0, Integer.MAX_VALUE);
    Screen screen = Screen.of(shell);
    // As they stand in the log, whose format lets nothing through that steers a terminal.
    sink.last(most, parsed(level)).forEach(entry -> screen.out().println(format.line(entry)));
  }

  private static LogLevel parsed(String level) throws CommandFailure {
    try {
      return LogSettings.level(level);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
