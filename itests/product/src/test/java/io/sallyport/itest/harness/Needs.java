// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/** Programs of other people that a test needs. */
public final class Needs {

  private Needs() {}

  /**
   * The program, or a skipped test that says how to install it; where {@code CI=true}, a failed
   * one, so that a runner without it does not look green.
   */
  public static Path program(String name, String debianPackage) {
    var found = Run.find(name);
    if (found != null) {
      return found;
    }
    var message = name + " is not installed; to run this test: apt install " + debianPackage;
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message);
    }
    throw new TestAbortedException(message);
  }
}
