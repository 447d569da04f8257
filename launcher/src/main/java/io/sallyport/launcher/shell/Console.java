// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A person at a terminal. For one thread. */
final class Console implements AutoCloseable {

  private static final String PROMPT = "sallyport> ";

  private final Terminal terminal;
  private final LineReader reader;
  private final ShellLink link;
  private final Output output;

  Console(Path home, ShellLink link) throws IOException {
    this.link = link;
    this.terminal = terminal();
    this.output = Output.to(terminal.writer());
    this.reader =
        LineReaderBuilder.builder()
            .appName("sallyport")
            .terminal(terminal)
            // A backslash is gogo's to understand, and ! is no call of history.
            .parser(new DefaultParser().escapeChars(new char[0]))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
            .completer((r, line, candidates) -> complete(line, candidates))
            .variable(LineReader.HISTORY_SIZE, 1000)
            .variable(LineReader.HISTORY_FILE_SIZE, 1000)
            .build();
    remember(home.resolve("data/shell_history"));
  }

  /** A terminal as good as there is; a dumb one without a word about it. */
  static Terminal terminal() throws IOException {
    // JLine looks for its providers by this loader, which the framework may have taken away.
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Console.class.getClassLoader());
    try {
      return TerminalBuilder.builder().name("sallyport").system(true).dumb(true).build();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Lines may hold what others should not read: the file is its owner's alone. Where it cannot be
   * written, history ends with the session.
   */
  private void remember(Path file) {
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (IOException e) {
      return;
    }
    reader.setVariable(LineReader.HISTORY_FILE, file);
  }

  /**
   * Reads and runs lines until the person leaves.
   *
   * @return the status of the last command
   * @throws ShellFailure if the instance hangs up while it was not told to stop
   */
  int loop() throws ShellFailure {
    int status = 0;
    while (true) {
      String line;
      try {
        line = reader.readLine(PROMPT);
      } catch (UserInterruptException e) {
        continue;
      } catch (EndOfFileException e) {
        return status;
      }
      if (CommandLine.isEmpty(line)) {
        continue;
      }
      if (CommandLine.leaves(line)) {
        return status;
      }
      boolean stops = CommandLine.stops(line);
      if (stops && !confirmed()) {
        continue;
      }
      try {
        status = run(line);
      } catch (ShellFailure e) {
        if (stops) {
          return 0;
        }
        throw e;
      }
      if (stops && status == 0) {
        return 0;
      }
    }
  }

  private int run(String line) throws ShellFailure {
    var before = terminal.handle(Terminal.Signal.INT, signal -> link.interrupt());
    try {
      return link.run(line, Style.of(terminal), output);
    } finally {
      terminal.handle(Terminal.Signal.INT, before);
    }
  }

  private boolean confirmed() {
    // An answer is no line to come back to.
    reader.setVariable(LineReader.DISABLE_HISTORY, true);
    try {
      String answer = reader.readLine("Stop this Sallyport and all its sessions? [y/N] ");
      return List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    } catch (UserInterruptException | EndOfFileException e) {
      return false;
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
    }
  }

  private void complete(ParsedLine line, List<Candidate> candidates) {
    ShellLink.Completion found;
    try {
      found = link.complete(line.line(), line.cursor());
    } catch (ShellFailure e) {
      // The next command tells of it.
      return;
    }
    // JLine's words end at blanks only, the server's at a pipe too: what is between stays.
    int start = line.cursor() - line.wordCursor();
    if (found.from() < start || found.from() > line.cursor()) {
      return;
    }
    String kept = line.line().substring(start, found.from());
    for (var candidate : found.candidates()) {
      String doc = candidate.doc().isEmpty() ? null : candidate.doc();
      candidates.add(
          new Candidate(
              kept + candidate.value(),
              candidate.value(),
              null,
              doc,
              null,
              null,
              !candidate.value().endsWith("/")));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      reader.getHistory().save();
    } catch (IOException e) {
      // Of all that could fail now, the history is what is missed least.
    } finally {
      terminal.close();
    }
  }
}
