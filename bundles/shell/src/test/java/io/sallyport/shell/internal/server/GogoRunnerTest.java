// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.command.CommandFailure;
import io.sallyport.command.Value;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.junit.jupiter.api.Test;

class GogoRunnerTest {

  /** Commands of all temperaments. */
  public static final class Cups {

    @Descriptor("fills a cup")
    public void fill(
        CommandSession shell,
        @Parameter(names = "--json", presentValue = "true", absentValue = "false")
            @Descriptor("for scripts")
            boolean json,
        @Parameter(names = "--tag", absentValue = "")
            @Descriptor("which")
            @Value(value = "TAG", kind = Value.Kind.INBOUND)
            String tag,
        @Descriptor("how much") @Value("AMOUNT") String amount) {
      shell.getConsole().println("filled " + amount + tag + json);
    }

    @Descriptor("breaks it")
    public void smash() throws CommandFailure {
      throw CommandFailure.failed("it is broken\u001b[2J now");
    }

    public void fail() {
      throw new IllegalStateException();
    }

    public List<String> give() {
      return List.of("one", "two");
    }
  }

  private final TestShell shell =
      new TestShell()
          .with("cup", new Cups(), "fill", "smash", "fail", "give")
          .with("mug", new Cups(), "fill");

  @Test
  void anArgumentStaysWhatWasTyped() {
    assertThat(shell.run("cup:fill 007").out()).isEqualTo("filled 007false\n");
    assertThat(shell.run("cup:fill 1.50 --tag 2").out()).isEqualTo("filled 1.502false\n");
    assertThat(shell.run("cup:fill --json '*'").out()).isEqualTo("filled *true\n");
  }

  @Test
  void failuresAreStatusOne_andTheirTextIsHarmless() {
    assertThat(shell.run("cup:smash"))
        .isEqualTo(new TestShell.Result(1, "", "it is broken?[2J now\n"));
    assertThat(shell.run("cup:fail").err()).contains("IllegalStateException");
  }

  @Test
  void anUnknownCommandNamesTheNearest() {
    var result = shell.run("cup:smosh");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("unknown command cup:smosh", "do you mean cup:smash?");
    assertThat(shell.run("smahs").err()).contains("do you mean smash?");
    assertThat(shell.run("cup:gi").err()).contains("do you mean cup:give?");
    assertThat(shell.run("elephant").err()).contains("help lists");
  }

  @Test
  void aNameWithoutScopeWorksIfItIsTheOnlyOne() {
    assertThat(shell.run("smash").status()).isEqualTo(1);
    var result = shell.run("fill 1");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("cup:fill or mug:fill");
  }

  @Test
  void misuseTellsWhatIsWrongAndTheUsage() {
    assertThat(shell.run("cup:fill --jsn 1").err()).contains("--jsn; do you mean --json?");
    assertThat(shell.run("cup:fill").err())
        .contains("AMOUNT is missing", "usage: cup:fill [--json] [--tag TAG] AMOUNT");
    assertThat(shell.run("cup:fill 1 --tag").err()).contains("--tag wants a value");
    assertThat(shell.run("cup:fill 1 2").status()).isEqualTo(2);
  }

  @Test
  void linesThatAreNoneAreUsageErrors() {
    assertThat(shell.run("cup:fill 'open").status()).isEqualTo(2);
    assertThat(shell.run("cup:fill )").status()).isEqualTo(2);
    assertThat(shell.run("").status()).isZero();
  }

  @Test
  void helpOfACommandAndOfAll() {
    assertThat(shell.run("cup:fill --help").out())
        .contains("cup:fill: fills a cup", "--tag TAG", "how much");
    assertThat(shell.run("help cup:fill").out()).contains("usage: cup:fill");
    assertThat(shell.run("help").out()).contains("cup:smash", "breaks it");
  }

  @Test
  void whatACommandReturnsIsShown_andVariablesLast() {
    assertThat(shell.run("cup:give").out()).contains("one", "two");
    shell.run("amount = 12");
    assertThat(shell.run("cup:fill $amount").out()).startsWith("filled 12");
  }
}
