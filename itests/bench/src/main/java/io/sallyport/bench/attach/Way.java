// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way from client to server.
 *
 * @param type {@link #KERNEL}, or the {@code type} of an interface's file
 * @param options how this one differs, separated by blanks: options of the JVM, and settings such
 *     as {@code session.splice=false}, those of the interface as {@code interface.queues=2}
 */
record Way(String type, String options) {

  static final String KERNEL = "kernel";
  private static final List<String> TYPES = List.of("tproxy", "redirect", "tun");
  private static final String SETTING = "[a-z]+\\.[a-z0-9_]+=.+";

  /** For tables. */
  String name() {
    return options.isEmpty() ? type : type + " " + options;
  }

  boolean captures() {
    return !type.equals(KERNEL);
  }

  /** Whether UDP goes this way. */
  boolean udp() {
    return !type.equals("redirect");
  }

  /** Settings, as bundle, key and value. */
  Stream<String[]> settings() {
    return Stream.of(options.split("\\s+"))
        .filter(word -> word.matches(SETTING))
        .map(word -> word.split("[.=]", 3));
  }

  String jvmOptions() {
    return Stream.of(options.split("\\s+"))
        .filter(word -> !word.matches(SETTING))
        .collect(Collectors.joining(" "));
  }

  /**
   * The ways to measure, the kernel's first.
   *
   * @param wanted types; all if empty
   * @param variants further ones: a type, a blank, options
   * @throws IllegalArgumentException for a type that is none
   */
  static List<Way> of(List<String> wanted, List<String> variants) {
    var ways = new ArrayList<Way>(List.of(new Way(KERNEL, "")));
    for (var type : wanted.isEmpty() ? TYPES : wanted) {
      if (!type.equals(KERNEL)) {
        ways.add(new Way(known(type), ""));
      }
    }
    for (var variant : variants) {
      var parts = variant.split("\\s+", 2);
      ways.add(new Way(known(parts[0]), parts.length > 1 ? parts[1] : ""));
    }
    return List.copyOf(ways);
  }

  private static String known(String type) {
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException("no way to attach: " + type + "; there are " + TYPES);
    }
    return type;
  }
}
