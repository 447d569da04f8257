// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import io.sallyport.command.Cell;
import io.sallyport.command.CommandFailure;
import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;

/**
 * Runs lines by gogo, each in a session of its own: so nothing of a command outlives its end or its
 * interruption, neither a thread nor a stream. The client's variables go from one to the next.
 */
final class GogoRunner implements CommandRunner {

  private static final int OK = 0;

  private final CommandProcessor gogo;
  private final Help help;
  private final Completions completions;

  GogoRunner(CommandProcessor gogo, Catalog catalog, Completions completions) {
    this.gogo = gogo;
    this.help = new Help(catalog);
    this.completions = completions;
  }

  @Override
  public Completion complete(Request.Complete request) {
    return completions.of(request);
  }

  @Override
  public int run(
      Request.Run request, Map<String, Object> variables, OutputStream out, OutputStream err)
      throws InterruptedException {
    var errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    var asked = help.asked(request.line());
    if (asked.isPresent()) {
      new PrintStream(out, true, StandardCharsets.UTF_8)
          .print(Wrapping.wrap(asked.get(), request.width()));
      return OK;
    }
    var complaint = help.complaint(request.line());
    if (complaint.isPresent()) {
      return tell(errors, CommandFailure.USAGE, complaint.get());
    }
    CommandSession session = gogo.createSession(InputStream.nullInputStream(), out, err);
    Map<String, Object> ours = ours(request);
    variables.forEach(session::put);
    ours.forEach(session::put);
    if (request.cwd() != null) {
      session.currentDir(request.cwd());
    }
    try {
      Object result = session.execute(request.line());
      if (result != null) {
        session.getConsole().println(session.format(result, Converter.INSPECT));
      }
      keep(session, variables, ours.keySet());
      return OK;
    } catch (Exception e) {
      if (e instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      return failed(e, request.line(), errors);
    } finally {
      // Its threads are interrupted, whether the command ended or this thread was.
      interruptJobs(session);
      session.close();
    }
  }

  /** The list is gogo's own, and a job that ends takes itself out of it. */
  private static void interruptJobs(CommandSession session) {
    while (true) {
      try {
        List.copyOf(session.jobs()).forEach(Job::interrupt);
        return;
      } catch (ConcurrentModificationException e) {
        Thread.onSpinWait();
      }
    }
  }

  private int failed(Exception failure, String line, PrintStream errors) {
    return switch (failure) {
      case CommandFailure e when e.status() == CommandFailure.USAGE -> {
        String command = line.strip().split("\\s+", 2)[0];
        yield tell(
            errors, e.status(), e.getMessage() + "\n" + command + " --help tells what it takes");
      }
      case CommandFailure e -> tell(errors, e.status(), String.valueOf(e.getMessage()));
      case CommandNotFoundException e ->
          tell(errors, CommandFailure.USAGE, help.unknown(e.getCommand()));
      case SyntaxError e ->
          tell(errors, CommandFailure.USAGE, "not a command line: " + e.getMessage());
      case EOFException e ->
          tell(errors, CommandFailure.USAGE, "the line has no end: a quote or bracket is open");
      case IllegalArgumentException e
          when String.valueOf(e.getMessage()).startsWith("Cannot coerce") ->
          tell(errors, CommandFailure.USAGE, help.misused(line));
      default ->
          tell(
              errors,
              CommandFailure.FAILED,
              failure.getMessage() == null ? failure.toString() : failure.getMessage());
    };
  }

  private static int tell(PrintStream errors, int status, String message) {
    message.lines().forEach(line -> errors.println(Cell.printable(line)));
    return status;
  }

  private static Map<String, Object> ours(Request.Run request) {
    var ours = new HashMap<String, Object>();
    ours.put("width", request.width());
    // Some of Felix's own commands ask for the width by this name.
    ours.put("COLUMNS", request.width());
    ours.put("color", request.color());
    // A star in an argument is one of the command's, not of the server's directory.
    ours.put(CommandSession.OPTION_NO_GLOB, true);
    return ours;
  }

  private static void keep(
      CommandSession session, Map<String, Object> variables, Set<String> ours) {
    variables.clear();
    if (session.get(null) instanceof Iterable<?> names) {
      for (Object name : names) {
        Object value = session.get((String) name);
        if (value != null && !ours.contains(name)) {
          variables.put((String) name, value);
        }
      }
    }
  }
}
