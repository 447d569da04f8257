// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

import io.sallyport.launcher.exec.ExecCommand;
import io.sallyport.launcher.exec.ExecOptions;
import io.sallyport.launcher.shell.ShellClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleException;

/** The program {@code sallyport}. */
public final class Main {

  private static final String USAGE =
      """
      usage: sallyport run [--home DIR] [--feature NAME]... [--no-shell]
             sallyport shell [--home DIR] [COMMAND...]
             sallyport exec [--home DIR] [--outbound TAG] [--user NAME] [--] COMMAND...
                                    runs a program whose whole traffic goes through the instance
             sallyport hash         makes a password_hash of a password that it asks for
             sallyport version
             sallyport train        makes the start-up cache of this installation anew
      DIR holds configs/, deploy/, data/ and run/; it is $SALLYPORT_HOME or this installation
      unless it is named.\
      """;

  private Main() {}

  /** Exit status: 0 done, 1 a command failed, 2 wrong usage or cannot start, 3 nothing runs. */
  public static void main(String[] args) throws InterruptedException {
    var dist = Path.of(System.getProperty("sallyport.dist", ".")).toAbsolutePath().normalize();
    var arguments = Arrays.asList(args);
    // In some languages "%d" writes other digits than those that files and rules are made of.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    try {
      switch (asksForHelp(arguments) ? "help" : args[0]) {
        case "run" -> run(RunOptions.parse(arguments.subList(1, args.length), dist), dist);
        case "shell" -> System.exit(shell(arguments.subList(1, args.length), dist));
        case "exec" -> System.exit(exec(arguments.subList(1, args.length), dist));
        case "hash" -> say(HashCommand.run());
        case "version" -> say("sallyport " + version());
        case "train" -> train(dist);
        case "help", "--help", "-h" -> say(USAGE);
        default -> {
          complain("no command " + args[0] + "\n" + USAGE);
          System.exit(2);
        }
      }
    } catch (StartFailure e) {
      complain(String.valueOf(e.getMessage()));
      System.exit(2);
    }
  }

  private static boolean asksForHelp(List<String> arguments) {
    return arguments.isEmpty()
        || arguments.size() == 2 && List.of("--help", "-h").contains(arguments.get(1));
  }

  static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static void run(RunOptions options, Path dist) throws StartFailure, InterruptedException {
    var home = Home.open(options.home(), dist);
    var product = Product.start(dist, home.root(), options.features());
    var status = new AtomicInteger();
    var hook = new Thread(() -> stop(product, home, status), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    long upMillis =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    complain("Sallyport %s is up after %d ms, home %s".formatted(version(), upMillis, home.root()));
    if (options.shell() && System.console() != null && System.console().isTerminal()) {
      Thread.ofVirtual().start(() -> console(home.root()));
    }
    product.await();
    System.exit(status.get());
  }

  /** The shell of a product that runs in a terminal; who leaves it, ends the product. */
  private static void console(Path home) {
    ShellClient.console(home);
    System.exit(0);
  }

  /**
   * Runs when the JVM is told to end, by a signal or by {@code System.exit}. An orderly stop is
   * status 0, whatever signal asked for it.
   */
  private static void stop(Product product, Home home, AtomicInteger status) {
    try {
      if (!product.stopped()) {
        product.stop();
      }
      home.close();
    } catch (BundleException | IOException | InterruptedException e) {
      complain("did not stop in order: " + e);
      status.set(1);
    }
    Runtime.getRuntime().halt(status.get());
  }

  private static int shell(List<String> arguments, Path dist) throws StartFailure {
    var home = RunOptions.defaultHome(dist);
    var command = new ArrayList<String>();
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      if (argument.equals("--home") && command.isEmpty()) {
        home = Path.of(RunOptions.value(argument, rest)).toAbsolutePath().normalize();
      } else {
        command.add(argument);
      }
    }
    return ShellClient.run(home, command);
  }

  private static int exec(List<String> arguments, Path dist)
      throws StartFailure, InterruptedException {
    try {
      return ExecCommand.run(ExecOptions.parse(arguments, RunOptions.defaultHome(dist)));
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      complain("exec: " + e.getMessage());
      return ExecCommand.NOT_BEGUN;
    }
  }

  /** Starts once, carries some sessions, and ends: the JVM writes its cache of what that took. */
  private static void train(Path dist) throws StartFailure {
    try {
      var root = Files.createTempDirectory("sallyport-train");
      Files.createDirectories(root.resolve("configs"));
      var training = Training.prepare(root.resolve("configs"));
      var home = Home.open(root, dist);
      var product = Product.start(dist, root, RunOptions.DEFAULT_FEATURES);
      training.run();
      ShellClient.run(root, List.of("sallyport:status", "--json"));
      product.stop();
      home.close();
      try (var files = Files.walk(root)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException | InterruptedException | BundleException e) {
      throw new StartFailure("training failed: " + e, e);
    }
  }

  private static void say(String text) {
    System.out.println(text);
  }

  private static void complain(String text) {
    System.err.println(text.startsWith("Sallyport ") ? text : "sallyport: " + text);
  }
}
