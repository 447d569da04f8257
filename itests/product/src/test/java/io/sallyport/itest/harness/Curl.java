// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** curl, with nothing of the environment or of a user's own settings in its way. */
public final class Curl {

  /**
   * What curl made of a request.
   *
   * @param exit its exit status: 0, or 97 where the proxy refused
   * @param error its own message
   * @param connect status of the answer to CONNECT; 0 without one
   */
  public record Result(int exit, String body, String error, int connect) {}

  private Curl() {}

  /** Runs curl with these arguments; the last is the URL. */
  public static Result get(String... arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Needs.program("curl", "curl").toString(),
                "-q",
                "--silent",
                "--max-time",
                "20",
                "--noproxy",
                "",
                "--write-out",
                "%{stderr}%{http_connect}|%{errormsg}"));
    command.addAll(Arrays.asList(arguments));
    var run = Run.of(command, Map.of("LC_ALL", "C"));
    var told = run.err().split("\\|", 2);
    return new Result(
        run.status(),
        run.out(),
        told.length > 1 ? told[1].strip() : run.err(),
        Integer.parseInt(told[0].strip()));
  }
}
