// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.command.CommandFailure;
import io.sallyport.testing.RecordingShell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.log.admin.LoggerAdmin;

/** The sink behind the real Log Service of Felix. */
class LogSinkTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Framework framework;
  private LogSink sink;
  private final RecordingShell shell = new RecordingShell();
  private LogCommands commands;
  private Handler[] handlersBefore;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    handlersBefore = java.util.logging.Logger.getLogger("").getHandlers();
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    home.resolve("felix").toString(),
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    "org.osgi.service.log;version=1.5.0,org.osgi.service.log.admin;version=1.0.0",
                    "felix.service.urlhandlers",
                    "false"));
    framework.start();
    String jar =
        Arrays.stream(System.getProperty("java.class.path").split(":"))
            .filter(path -> path.contains("/org.apache.felix.log-"))
            .findFirst()
            .orElseThrow();
    framework.getBundleContext().installBundle(Path.of(jar).toUri().toString()).start();
    service(LoggerFactory.class).getLogger("io.sallyport.early.X").warn("before the sink");
    sink =
        new LogSink(
            service(LogReaderService.class),
            service(LoggerAdmin.class),
            service(LoggerFactory.class),
            Map.of(".levels", "{\"loud\": \"debug\"}"),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            "8:1234");
    commands = new LogCommands(sink);
  }

  @AfterEach
  void stop() throws Exception {
    sink.deactivate();
    framework.stop();
    framework.waitForStop(10_000);
    assertThat(java.util.logging.Logger.getLogger("").getHandlers())
        .containsExactly(handlersBefore);
  }

  private <T> T service(Class<T> type) throws Exception {
    var context = framework.getBundleContext();
    var references = context.getAllServiceReferences(type.getName(), null);
    return type.cast(context.getService(references[0]));
  }

  private String written() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private void await(String line) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!written().contains(line + "\n")) {
      assertThat(System.nanoTime())
          .as("waiting for %s in %s", line, written())
          .isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Test
  void writesWhatTheLevelsLetThrough() throws Exception {
    LoggerFactory factory = service(LoggerFactory.class);
    factory.getLogger("io.sallyport.quiet.internal.X").debug("not this");
    factory.getLogger("io.sallyport.loud.internal.X").debug("but {}", "this");
    factory.getLogger("io.sallyport.quiet.internal.X").info("end\n<0>forged");

    await("<6>INFO  quiet: end\\n<0>forged");
    assertThat(written())
        .startsWith("<4>WARN  early: before the sink\n")
        .contains("<7>DEBUG loud: but this\n")
        .doesNotContain("not this")
        .doesNotContain("BundleEvent");
    assertThat(written().split("before the sink")).hasSize(2);
  }

  @Test
  void leadsJavaUtilLoggingIn() throws Exception {
    var netty = java.util.logging.Logger.getLogger("io.netty.channel.X");
    netty.fine("too fine");
    netty.log(java.util.logging.Level.WARNING, "of {0}", "netty");
    await("<4>WARN  netty: of netty");

    commands.level(shell.session(), "netty", "debug");
    netty.log(java.util.logging.Level.FINE, "braces {}", new java.io.IOException("io"));
    await("<7>DEBUG netty: braces {}: java.io.IOException: io");
    assertThat(written()).doesNotContain("too fine");
  }

  @Test
  void theShellShowsAndSetsLevelsAndTheTail() throws Exception {
    commands.level(shell.session());
    assertThat(shell.shown()).isEqualTo("info   ROOT\ndebug  io.sallyport.loud");
    commands.level(shell.session(), "policy", "TRACE");
    assertThat(shell.shown()).isEqualTo("io.sallyport.policy: trace");
    commands.level(shell.session(), "root", "error");
    assertThat(shell.shown()).isEqualTo("ROOT: error");
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> commands.level(shell.session(), "policy", "loud"))
        .withMessageContaining("none of error")
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(CommandFailure.USAGE));

    LoggerFactory factory = service(LoggerFactory.class);
    factory.getLogger("io.sallyport.other.X").warn("root says no");
    factory.getLogger("io.sallyport.policy.X").trace("one");
    factory.getLogger("io.sallyport.policy.X").error("two");
    await("<3>ERROR policy: two");
    commands.tail(shell.session(), "2", "trace", false);
    assertThat(shell.shown()).matches("(?s).*TRACE policy: one\n.*policy: two");
    commands.tail(shell.session(), "5", "error", true);
    assertThat(shell.shown())
        .startsWith("{\"time\":")
        .contains("\"message\":\"two\"")
        .doesNotContain("one");
    assertThat(written()).doesNotContain("root says no");

    sink.modified(Map.of("format", "json"));
    commands.level(shell.session());
    assertThat(shell.shown()).isEqualTo("info   ROOT");
    factory.getLogger("io.sallyport.other.X").info("as json");
    await("\"logger\":\"io.sallyport.other.X\",\"message\":\"as json\"}");
  }
}
