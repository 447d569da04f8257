// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README quotes is what is there. */
class ReadmeTest {

  private static final Path ROOT = Path.of(System.getProperty("sallyport.root", "../.."));

  @Test
  void theOutboundThatItShowsIsTheOneThatIsTestedAndIsShort() throws IOException {
    var sample =
        Files.readString(
            ROOT.resolve(
                "itests/sample-outbound/src/main/java/com/example/pinned/PinnedOutbound.java"));
    var block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
    assertThat(block.find()).isTrue();
    assertThat(block.group(1)).isEqualTo(sample);
    assertThat(sample.lines().count()).isLessThan(60);
  }

  @Test
  void everyFileThatItLinksToExists() throws IOException {
    var links = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(readme());
    int count = 0;
    while (links.find()) {
      assertThat(ROOT.resolve(links.group(1))).exists();
      count++;
    }
    assertThat(count).isPositive();
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }
}
