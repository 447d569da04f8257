// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Set;

/**
 * Any bytes as a configuration file: they are judged without an exception, findings point into the
 * text, and what is taken is JSON to gson as well.
 */
public final class ConfigFuzzer {

  private static final Path FILE = Path.of("/etc/io.sallyport.socks~lab.cfg.json");
  private static final Surroundings SURROUNDINGS =
      Samples.surroundings(Samples.LISTENER, Samples.UPSTREAM);

  private ConfigFuzzer() {}

  /** Jazzer's entrance. */
  public static void fuzzerTestOneInput(byte[] data) {
    switch (Loaded.of(FILE, data)) {
      case Loaded.Broken(var finding) -> require(finding.line() >= 1 && finding.column() >= 1);
      case Loaded.Parsed(var document) -> {
        String written = JsonWriting.write(document.root());
        var reader = new JsonReader(new StringReader(written));
        reader.setStrictness(Strictness.STRICT);
        require(com.google.gson.JsonParser.parseReader(reader).isJsonObject());
        for (var schemas : new Surroundings[] {SURROUNDINGS, Samples.surroundings()}) {
          var verdict = Checker.check(document, schemas, Set.of("direct"));
          verdict.errors().forEach(f -> require(f.line() >= 1 && f.column() >= 1));
        }
      }
    }
  }

  private static void require(boolean held) {
    if (!held) {
      throw new AssertionError("a property of configuration files does not hold");
    }
  }
}
