// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.state;

import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.guard.GuardRecord;
import io.sallyport.torcore.guard.GuardState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The guards on disk: a first line {@code guards 1}, then one line for each, its values separated
 * by blanks. A file that is not of this form is passed over as a whole: half a list of guards would
 * be a list that somebody else has chosen.
 */
public final class GuardFile {

  private static final String NAME = "guards";
  private static final String FIRST = "guards " + GuardState.VERSION;
  private static final int MOST_BYTES = 256 << 10;
  private static final int FIELDS = 6;

  private final StateDirectory directory;

  /** In a folder. */
  public GuardFile(StateDirectory directory) {
    this.directory = directory;
  }

  /** What was kept; nothing if there is none, or none that can be read. */
  public Optional<GuardState> read() throws IOException {
    var bytes = directory.read(NAME, MOST_BYTES);
    try {
      return bytes.map(GuardFile::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static GuardState parse(byte[] bytes) {
    var lines = new String(bytes, StandardCharsets.US_ASCII).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(FIRST)) {
      throw new IllegalArgumentException("not a list of guards");
    }
    var guards = new ArrayList<GuardRecord>();
    for (var line : lines.subList(1, lines.size())) {
      var words = line.split(" ", -1);
      if (words.length != FIELDS) {
        throw new IllegalArgumentException("not a guard");
      }
      var guard =
          new GuardRecord(
              words[0],
              words[1],
              words[2],
              Long.parseLong(words[3]),
              Long.parseLong(words[4]),
              Long.parseLong(words[5]));
      guard.identity(); // refuses what is none
      Ed25519Identity.ofBase64(guard.ed25519());
      guards.add(guard);
    }
    return new GuardState(GuardState.VERSION, guards);
  }

  /** Keeps them. */
  public void write(GuardState state) throws IOException {
    var text = new StringBuilder(FIRST).append('\n');
    for (var guard : state.guards()) {
      text.append(guard.rsa()).append(' ');
      text.append(guard.ed25519()).append(' ');
      text.append(guard.nickname()).append(' ');
      text.append(guard.added()).append(' ');
      text.append(guard.confirmed()).append(' ');
      text.append(guard.unlisted()).append('\n');
    }
    directory.write(NAME, text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
