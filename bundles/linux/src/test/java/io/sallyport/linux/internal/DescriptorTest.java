// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DescriptorTest {

  @Test
  void isClosedWhenTheLastUserIsOut() {
    int fd = Libc.eventfd();
    var descriptor = new Descriptor(fd);
    assertThat(descriptor.enter()).isTrue();
    assertThat(descriptor.enter()).isTrue();
    descriptor.close();
    descriptor.close();
    assertThat(descriptor.isClosed()).isTrue();
    assertThat(descriptor.enter()).isFalse();
    descriptor.exit();
    assertThat(isOpen(fd)).isTrue();
    descriptor.exit();
    assertThat(isOpen(fd)).isFalse();
    int reused = Libc.eventfd();
    assertThat(reused).isNotNegative();
    assertThat(descriptor.enter()).isFalse();
    descriptor.close();
    assertThat(isOpen(reused)).isTrue();
    Libc.close(reused);
  }

  /** Whether the number is an eventfd: other threads open files meanwhile. */
  private static boolean isOpen(int fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString().contains("eventfd");
    } catch (IOException e) {
      return false;
    }
  }
}
