// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the benchmark's own processes: lines in, lines out, ends with us. */
public final class Child implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  private Child(Process process) {
    this.process = process;
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /** This JVM's own java program. */
  public static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  /**
   * Starts a main class of this class path and waits until it says that it is ready.
   *
   * @throws IOException if it does not
   */
  static Child start(Class<?> main, Path log, List<String> arguments) throws IOException {
    return start(List.of(), main, log, arguments);
  }

  /**
   * The same by another command.
   *
   * @param by words before those of the JVM, such as the way into a namespace
   */
  public static Child start(List<String> by, Class<?> main, Path log, List<String> arguments)
      throws IOException {
    var words = new ArrayList<>(by);
    words.addAll(
        List.of(
            java(),
            "-XX:+UseSerialGC",
            "-Xms256m",
            "-Xmx512m",
            "-XX:MaxDirectMemorySize=512m",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    words.addAll(arguments);
    File errors = log.toFile();
    var child = new Child(new ProcessBuilder(words).redirectError(errors).start());
    if (!"ready".equals(child.out.readLine())) {
      child.close();
      throw new IOException(main.getSimpleName() + " does not start; see " + log);
    }
    return child;
  }

  /** Says a line and returns the answer. */
  public String ask(String line) throws IOException {
    in.write(line);
    in.write('\n');
    in.flush();
    var answer = out.readLine();
    if (answer == null) {
      throw new IOException("the load process has ended");
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
