// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A switch of the kernel under {@code /proc/sys}, of this process's network namespace where it is
 * one of {@code net}.
 *
 * @param path its parts; a part may hold dots, as names of interfaces do
 */
public record Sysctl(List<String> path) {

  private static final int MOST_BYTES = 4096;

  public Sysctl {
    path = List.copyOf(path);
    for (var part : path) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('/') >= 0) {
        throw new IllegalArgumentException("not a part of a sysctl: " + part);
      }
    }
  }

  /** Of its parts. */
  public static Sysctl of(String... path) {
    return new Sysctl(List.of(path));
  }

  /** Of one interface, or of {@code all} or {@code default}. */
  public static Sysctl of(Family family, String interfaceName, String key) {
    return of("net", family == Family.INET4 ? "ipv4" : "ipv6", "conf", interfaceName, key);
  }

  /** Its value; empty where the kernel has no such switch. */
  public Optional<String> read() throws IOException {
    // In one read: to a second one the kernel answers that there is no more, and a method that asks
    // for the length first reads one byte.
    try (var in = Files.newInputStream(file())) {
      return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Sets it, and reads it back.
   *
   * @throws IOException if it is not there, may not be written (a container often mounts {@code
   *     /proc/sys} read-only; the message says what to run on the host), or kept its value
   */
  public void write(String value) throws IOException {
    try {
      Files.writeString(file(), value);
    } catch (IOException e) {
      throw new IOException(
          "cannot set "
              + this
              + ": "
              + e.getMessage()
              + "; run `sysctl -w "
              + this
              + "="
              + value
              + "` where it is allowed, or pass it to the container (`docker run --sysctl`)",
          e);
    }
    var now = read().orElse("");
    if (!now.equals(value)) {
      throw new IOException(this + " was set to " + value + " and is " + now);
    }
  }

  private Path file() {
    return Path.of("/proc/sys", path.toArray(String[]::new));
  }

  /** As sysctl(8) writes it, with slashes where a part holds a dot. */
  @Override
  public String toString() {
    boolean dotted = path.stream().anyMatch(part -> part.indexOf('.') >= 0);
    return String.join(dotted ? "/" : ".", path);
  }
}
