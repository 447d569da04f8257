// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** What a connection needs of a shell. Any thread. */
interface CommandRunner {

  /**
   * Runs a line; returns when nothing of it runs any more, or when the thread was interrupted.
   *
   * @param variables of this client, read before and written after
   * @return the exit status
   */
  int run(Request.Run request, Map<String, Object> variables, OutputStream out, OutputStream err)
      throws InterruptedException;

  /** What could stand at the cursor. */
  Completion complete(Request.Complete request);

  /**
   * Candidates for a word.
   *
   * @param from where in the line the word begins
   */
  record Completion(int from, List<Candidate> candidates) {}

  /**
   * One of them.
   *
   * @param value what would replace the word
   * @param doc what it is; empty if there is nothing to say
   */
  record Candidate(String value, String doc) {}
}
