// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of nobody else, whole or not at all. */
class PrivateFilesTest {

  @TempDir private Path folder;

  @Test
  void writesAndReplaces() throws IOException {
    var files = new PrivateFiles(folder.resolve("deep/er"));
    assertThat(files.read("a", 10)).isEmpty();
    files.write("a", new byte[] {1, 2, 3});
    files.write("a", new byte[] {4, 5});
    assertThat(files.read("a", 10)).containsExactly(4, 5);
    try (var all = Files.list(folder.resolve("deep/er"))) {
      assertThat(all.map(file -> file.getFileName().toString())).containsExactly("a");
    }
  }

  @Test
  void whatIsTooLongIsNotRead() throws IOException {
    var files = new PrivateFiles(folder);
    files.write("a", new byte[11]);
    assertThat(files.read("a", 10)).isEmpty();
    assertThat(files.read("a", 11)).hasSize(11);
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    var secret = Files.write(folder.resolve("secret"), new byte[] {9});
    var files = new PrivateFiles(folder.resolve("mine"));
    files.write("b", new byte[0]);
    Files.createSymbolicLink(folder.resolve("mine/a"), secret);
    assertThat(files.read("a", 10)).isEmpty();
    files.write("a", new byte[] {1});
    assertThat(Files.readAllBytes(secret)).containsExactly(9);
    assertThat(files.read("a", 10)).containsExactly(1);
  }

  @Test
  void aDirectoryThatOthersCanReadIsClosed() throws IOException {
    var mine = Files.createDirectory(folder.resolve("mine"));
    Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwxr-xr-x"));
    new PrivateFiles(mine).write("a", new byte[0]);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mine)))
        .isEqualTo("rwx------");
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsAnError() throws IOException {
    var file = Files.write(folder.resolve("mine"), new byte[] {1});
    assertThatThrownBy(() -> new PrivateFiles(file).write("a", new byte[0]))
        .isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(file)).containsExactly(1);
  }

  @Test
  void whatACrashLeftIsNoObstacle() throws IOException {
    Files.write(folder.resolve("a.new"), new byte[] {7});
    var files = new PrivateFiles(folder);
    files.write("a", new byte[] {1});
    assertThat(files.read("a", 10)).containsExactly(1);
    assertThat(folder.resolve("a.new")).doesNotExist();
  }
}
