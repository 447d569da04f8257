// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.command.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionsTest {

  /** A command with one parameter of each kind. */
  public static final class Commands {

    @Descriptor("opens")
    public void open(
        @Parameter(names = "--outbound", absentValue = "")
            @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
            String outbound,
        @Parameter(names = "--json", presentValue = "true", absentValue = "false") boolean json,
        @Value(
                value = "HOW",
                kind = Value.Kind.WORDS,
                words = {"wide", "half"})
            String how,
        @Value(value = "FILE", kind = Value.Kind.FILE) String file) {}
  }

  private final TestShell shell =
      new TestShell().with("door", new Commands(), "open").with("gate", new Commands(), "open");

  private CommandRunner.Completion complete(String line, Path cwd) {
    return shell
        .runner(
            List.of(
                new CommandRunner.Candidate("tor-a", ""), new CommandRunner.Candidate("up", "")))
        .complete(new Request.Complete(line, line.length(), cwd));
  }

  private List<String> values(String line) {
    return complete(line, Path.of("/")).candidates().stream()
        .map(CommandRunner.Candidate::value)
        .toList();
  }

  @Test
  void commandsByTheirBeginning() {
    assertThat(values("do")).containsExactly("door:open");
    assertThat(values("")).containsExactly("door:open", "gate:open", "help");
    assertThat(complete("help | do", Path.of("/")).from()).isEqualTo(7);
    assertThat(values("door:open wide;ga")).containsExactly("gate:open");
  }

  @Test
  void optionsThatAreNotYetThere() {
    assertThat(values("door:open --")).containsExactly("--help", "--json", "--outbound");
    assertThat(values("door:open --json --")).containsExactly("--help", "--outbound");
  }

  @Test
  void valuesOfAnOptionAndOfAPlace() {
    assertThat(values("door:open --outbound t")).containsExactly("tor-a");
    assertThat(values("door:open --outbound tor-a ")).containsExactly("half", "wide");
    assertThat(values("door:open --json h")).containsExactly("half");
    assertThat(values("nothing:here ")).isEmpty();
  }

  @Test
  void filesOfTheClientsDirectory(@TempDir Path directory) throws IOException {
    Files.createDirectory(directory.resolve("configs"));
    Files.createFile(directory.resolve("configs/a.json"));
    assertThat(complete("door:open wide con", directory).candidates())
        .containsExactly(new CommandRunner.Candidate("configs/", ""));
    assertThat(complete("door:open wide configs/", directory).candidates())
        .containsExactly(new CommandRunner.Candidate("configs/a.json", ""));
    assertThat(complete("door:open wide absent/", directory).candidates()).isEmpty();
  }
}
