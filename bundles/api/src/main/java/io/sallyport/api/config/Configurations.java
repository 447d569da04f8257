// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Service: the configuration files of this instance and how they fare. Any thread. */
@ProviderType
public interface Configurations {

  /** Every file that was seen and still exists, by name. */
  List<ConfigFile> files();

  /** What is wrong with a file, without using it. Empty if it would be taken. */
  List<Finding> check(Path file);

  /** All kinds of files that bundles have declared, by PID. */
  Collection<Schema> schemas();

  /** What became of a file. */
  enum State {
    /** In force. */
    APPLIED,
    /** Refused, and nothing of it is in force. */
    REFUSED,
    /** Refused after a change; what it said before is still in force. */
    STALE
  }

  /**
   * A file.
   *
   * @param path where it is
   * @param pid PID, or factory PID with {@code ~} and name
   * @param generation how often it took effect; 0 for never
   * @param since of the last change of state or generation
   * @param findings why it was refused, or what is odd about it
   */
  record ConfigFile(
      Path path, String pid, State state, int generation, Instant since, List<Finding> findings) {}

  /**
   * Something wrong in a file.
   *
   * @param line from 1; 0 where the file as a whole is meant
   * @param column from 1; 0 likewise
   * @param key path of the value
   */
  record Finding(Path file, int line, int column, String key, String message) {

    /** {@code name.cfg.json:3:7: key: message}. */
    @Override
    public String toString() {
      var text = new StringBuilder().append(file.getFileName());
      if (line > 0) {
        text.append(':').append(line).append(':').append(column);
      }
      text.append(": ");
      if (!key.isEmpty()) {
        text.append(key).append(": ");
      }
      return text.append(message).toString();
    }
  }
}
