// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kinds of files, and secrets, that tests judge with. */
final class Samples {

  static final Path DIRECTORY = Path.of("/etc/sallyport");

  /** A listener: names outbounds in {@code final} and {@code rules[].outbound}. */
  static final Schema LISTENER = new Listener();

  /** An outbound with a secret. */
  static final Schema UPSTREAM =
      schema(
          "io.sallyport.outbound.socks",
          Key.string("server", "far end").asRequired(),
          Key.port("server_port", "its port").or("1080"),
          Key.strings("network", "tcp, udp"),
          Key.string("password", "secret").asSecret(),
          Key.duration("pause", "secret duration").asSecret());

  private Samples() {}

  static Schema schema(String pid, Key<?>... keys) {
    return new Schema() {
      @Override
      public String pid() {
        return pid;
      }

      @Override
      public String doc() {
        return "a sample";
      }

      @Override
      public List<Key<?>> keys() {
        return List.of(keys);
      }
    };
  }

  static Document document(String name, String text) {
    return switch (loaded(name, text)) {
      case Loaded.Parsed(var document) -> document;
      case Loaded.Broken(var finding) -> throw new AssertionError(finding.toString());
    };
  }

  static Loaded loaded(String name, String text) {
    return Loaded.of(DIRECTORY.resolve(name + ".cfg.json"), text.getBytes(StandardCharsets.UTF_8));
  }

  static Surroundings surroundings(Schema... schemas) {
    return new Surroundings(
        List.of(schemas), Set.of(), Map.of(), secrets(Map.of("pw", "s3cr\"et", "port", "70000")));
  }

  static Placeholders.Source secrets(Map<String, String> values) {
    return new Placeholders.Source() {
      @Override
      public String secret(String name) throws UnknownSecretException {
        return value(values.get(name), name);
      }

      @Override
      public String env(String name) throws UnknownSecretException {
        return value(values.get(name), name);
      }

      private static String value(@Nullable String value, String name)
          throws UnknownSecretException {
        if (value == null) {
          throw new UnknownSecretException("no " + name);
        }
        return value;
      }
    };
  }

  private static final class Listener implements Schema {

    private static final Key<Integer> PORT = Key.port("listen_port", "port").asRequired();
    private static final Key<String> FINAL = Key.string("final", "last resort").or("direct");
    private static final Key<String> RULES = Key.json("rules", "list of rules", "rules");

    @Override
    public String pid() {
      return "io.sallyport.socks";
    }

    @Override
    public String doc() {
      return "a listener";
    }

    @Override
    public List<Key<?>> keys() {
      return List.of(PORT, Key.string("listen", "address"), FINAL, RULES);
    }

    @Override
    public void check(Settings settings) throws ConfigException {
      if (settings.get(PORT) == 666) {
        throw new ConfigException("listen_port", "is not a port for decent people");
      }
    }

    @Override
    public List<Reference> references(Settings settings) {
      var references = new ArrayList<Reference>();
      references.add(new Reference("final", settings.get(FINAL)));
      String rules = settings.find(RULES);
      if (rules != null) {
        var list = com.google.gson.JsonParser.parseString(rules).getAsJsonArray();
        for (int i = 0; i < list.size(); i++) {
          references.add(
              new Reference(
                  "rules[" + i + "].outbound",
                  list.get(i).getAsJsonObject().get("outbound").getAsString()));
        }
      }
      return references;
    }
  }
}
