// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The coordinator as its child processes see it: lines out, and an end when it ends. */
public final class Parent {

  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private Parent() {}

  /** Prints a line. */
  public static void tell(String line) {
    OUT.println(line);
  }

  /** Ends this process when its input does, so that no killed coordinator leaves it behind. */
  public static void exitWithIt() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing is said to it that matters
                }
              } catch (IOException e) {
                // the same as an end
                assert e != null;
              }
              Runtime.getRuntime().halt(0);
            });
  }
}
