// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torcore.guard.GuardRecord;
import io.sallyport.torcore.guard.GuardState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir Path folder;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void isNobodyElsesBusiness() throws Exception {
    var path = folder.resolve("a/b");
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var state = StateDirectory.open(path)) {
      state.write("file", new byte[] {1, 2});
      assertThat(mode(path)).isEqualTo("rwx------");
      assertThat(mode(path.resolve("file"))).isEqualTo("rw-------");
      assertThat(mode(path.resolve("lock"))).isEqualTo("rw-------");
    }
  }

  @Test
  void hasOneClientAtATime() throws Exception {
    try (var first = StateDirectory.open(folder.resolve("a"))) {
      assertThat(first.path()).exists();
      assertThatThrownBy(() -> StateDirectory.open(folder.resolve("a")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use");
    }
    StateDirectory.open(folder.resolve("a")).close();
  }

  @Test
  void isNoSymbolicLink() throws Exception {
    Files.createDirectory(folder.resolve("real"));
    var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    assertThatThrownBy(() -> StateDirectory.open(link)).hasMessageContaining("symbolic link");
  }

  @Test
  void filesAreReplacedAsAWholeAndReadWithinBounds() throws Exception {
    try (var state = StateDirectory.open(folder.resolve("a"))) {
      assertThat(state.read("file", 10)).isEmpty();
      state.write("file", "first".getBytes(StandardCharsets.US_ASCII));
      state.write("file", "second".getBytes(StandardCharsets.US_ASCII));
      assertThat(state.read("file", 6)).hasValue("second".getBytes(StandardCharsets.US_ASCII));
      assertThat(state.read("file", 5)).as("longer than it may be").isEmpty();
      assertThat(folder.resolve("a/file.draft")).doesNotExist();
    }
  }

  private static GuardState guards() {
    return new GuardState(
        GuardState.VERSION,
        List.of(
            new GuardRecord("A".repeat(40), "B".repeat(43), "one", 5, 7, 0),
            new GuardRecord("C".repeat(40), "D".repeat(43), "two", 6, 0, 9)));
  }

  @Test
  void guardsComeBackAsTheyWere() throws Exception {
    try (var state = StateDirectory.open(folder.resolve("a"))) {
      var file = new GuardFile(state);
      assertThat(file.read()).isEmpty();
      file.write(guards());
      assertThat(file.read()).hasValue(guards());
    }
  }

  @Test
  void guardsThatAreNotWholeAreNone() throws Exception {
    try (var state = StateDirectory.open(folder.resolve("a"))) {
      var file = new GuardFile(state);
      file.write(guards());
      byte[] good = state.read("guards", 10_000).orElseThrow();
      var random = new Random(7);
      for (int i = 0; i < 300; i++) {
        byte[] bad = Arrays.copyOf(good, random.nextInt(good.length));
        for (int changes = random.nextInt(4); changes > 0 && bad.length > 0; changes--) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
        }
        state.write("guards", bad);
        // None, or guards of which each is one: never an exception of another kind.
        file.read().ifPresent(kept -> kept.guards().forEach(GuardRecord::identity));
      }
      state.write("guards", "guards 2\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(file.read()).as("of a version that is not ours").isEmpty();
    }
  }
}
