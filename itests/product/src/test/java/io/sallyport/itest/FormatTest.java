// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import io.sallyport.itest.harness.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every source is as google-java-format lays it out. To have them laid out:
 *
 * <pre>mvn -q -pl itests/product -am test -Dtest=FormatTest -Dformat=write
 *     -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class FormatTest {

  private static final boolean WRITE = "write".equals(System.getProperty("format"));

  @Test
  void everySourceIsLaidOutByTheFormatter() throws Exception {
    var formatter = new Formatter();
    var sources = sources();
    var wrong = new ArrayList<Path>();
    for (var source : sources) {
      var text = Files.readString(source);
      var right = formatter.formatSourceAndFixImports(text);
      if (!right.equals(text)) {
        if (WRITE) {
          Files.writeString(source, right);
        } else {
          wrong.add(Product.ROOT.relativize(source));
        }
      }
    }
    assertThat(sources).as("sources that were read").hasSizeGreaterThan(300);
    assertThat(wrong).as("not laid out by google-java-format; FormatTest says how").isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (var files =
        Files.find(
            Product.ROOT,
            20,
            (path, attributes) ->
                attributes.isRegularFile()
                    && path.toString().endsWith(".java")
                    && !Product.ROOT
                        .relativize(path)
                        .toString()
                        .matches("(.*/)?(target|\\.git)/.*"))) {
      return files.sorted().toList();
    }
  }
}
