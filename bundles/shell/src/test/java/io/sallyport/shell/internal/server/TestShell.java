// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;

/** Commands in a real gogo, without a framework and a socket. */
public final class TestShell {

  private final CommandProcessorImpl gogo = new CommandProcessorImpl();
  private final TreeMap<String, Object> targets = new TreeMap<>();
  private final Map<String, Object> variables = new HashMap<>();
  private Path cwd = Path.of("/");
  private int width = 80;
  private boolean color;

  /** What came of a line. */
  public record Result(int status, String out, String err) {}

  /** With the commands of a scope. */
  public TestShell with(String scope, Object target, String... functions) {
    for (String function : functions) {
      gogo.addCommand(scope, target, function);
      targets.put(scope + ":" + function, target);
    }
    return this;
  }

  /** In a directory. */
  public TestShell in(Path directory) {
    cwd = directory;
    return this;
  }

  /** On a terminal so wide, with or without colours. */
  public TestShell on(int columns, boolean colors) {
    width = columns;
    color = colors;
    return this;
  }

  /** Runs a line. */
  public Result run(String line) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try {
      int status =
          runner(List.of()).run(new Request.Run(line, width, color, cwd), variables, out, err);
      return new Result(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Catalog catalog() {
    return new Catalog() {
      @Override
      public SortedSet<String> names() {
        return new TreeSet<>(targets.keySet());
      }

      @Override
      public Optional<CommandInfo> find(String name) {
        return CommandInfo.of(name, targets.get(name));
      }
    };
  }

  CommandRunner runner(List<CommandRunner.Candidate> known) {
    return new GogoRunner(gogo, catalog(), new Completions(catalog(), kind -> known));
  }
}
