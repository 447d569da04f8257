// SPDX-License-Identifier: Apache-2.0
package io.sallyport.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;

/** A shell without colours, 80 columns wide, for a command that a test calls by itself. */
public final class RecordingShell {

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream console = new PrintStream(shown, true, StandardCharsets.UTF_8);
  private final Path directory;
  private final CommandSession session;

  /** In the directory where the test runs. */
  public RecordingShell() {
    this(Path.of("").toAbsolutePath());
  }

  /** In this directory. */
  public RecordingShell(Path directory) {
    this.directory = directory;
    session =
        (CommandSession)
            Proxy.newProxyInstance(
                CommandSession.class.getClassLoader(),
                new Class<?>[] {CommandSession.class},
                (_, method, _) -> of(method.getName()));
  }

  private @Nullable Object of(String method) {
    return switch (method) {
      case "getConsole" -> console;
      case "currentDir" -> directory;
      case "get" -> null;
      default -> throw new UnsupportedOperationException(method);
    };
  }

  /** For the command. */
  public CommandSession session() {
    return session;
  }

  /** What was shown since somebody looked, without the end of its last line. */
  public String shown() {
    var text = shown.toString(StandardCharsets.UTF_8);
    shown.reset();
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
