// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code help}, {@code help COMMAND} and {@code COMMAND --help}, and what to say when a command was
 * not understood. gogo's own help remains as {@code felix:help}.
 */
final class Help {

  /** A line that is one command and its words: no pipe, quote, variable or closure. */
  private static final Pattern PLAIN = Pattern.compile("[^|&;<>$\"'`(){}\\[\\]=#\\\\\n]*");

  private final Catalog catalog;

  Help(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The help that a line asks for; empty if it asks for something else. */
  Optional<String> asked(String line) {
    if (!PLAIN.matcher(line).matches()) {
      return Optional.empty();
    }
    List<String> words = words(line);
    if (words.equals(List.of("help")) || words.equals(List.of("help", "--help"))) {
      return Optional.of(overview());
    }
    if (words.size() == 2 && words.getFirst().equals("help")) {
      return about(words.getLast());
    }
    return words.size() > 1 && words.contains("--help")
        ? about(words.getFirst())
        : Optional.empty();
  }

  /** What is wrong with the first word of a line, if something is. */
  Optional<String> complaint(String line) {
    List<String> words = words(line);
    if (words.isEmpty() || !words.getFirst().matches("[A-Za-z][\\w:.-]*")) {
      return Optional.empty();
    }
    List<String> meanings = catalog.meanings(words.getFirst());
    return meanings.size() > 1
        ? Optional.of(words.getFirst() + " can be " + String.join(" or ", meanings))
        : Optional.empty();
  }

  /** There is no such command. */
  String unknown(String command) {
    var known = new ArrayList<>(catalog.names());
    if (!command.contains(":")) {
      // Without its scope a name must be compared with names without theirs.
      catalog.names().forEach(name -> known.add(name.substring(name.indexOf(':') + 1)));
    }
    return "unknown command "
        + command
        + Nearest.of(command, known)
            .map(near -> "; do you mean " + near + "?")
            .orElse("; help lists those there are");
  }

  /** The words after a command fit none of its forms. */
  String misused(String line) {
    List<String> words = words(line);
    var info =
        catalog.meanings(words.isEmpty() ? "" : words.getFirst()).stream()
            .findFirst()
            .flatMap(catalog::find)
            .orElse(null);
    if (info == null) {
      return "the arguments do not fit the command";
    }
    return reason(info, words.subList(1, words.size())) + "\nusage: " + info.usage();
  }

  private static String reason(CommandInfo info, List<String> words) {
    var names = info.options().stream().flatMap(option -> option.names().stream()).toList();
    int given = 0;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      var option = info.option(word);
      if (option.isPresent()) {
        if (option.get().value() != null && ++i == words.size()) {
          return word + " wants a value";
        }
      } else if (word.startsWith("-") && word.length() > 1) {
        return info.name()
            + " has no option "
            + word
            + Nearest.of(word, names).map(near -> "; do you mean " + near + "?").orElse("");
      } else {
        given++;
      }
    }
    long needed = info.arguments().stream().filter(argument -> !argument.optional()).count();
    return given < needed
        ? info.arguments().get(given).name() + " is missing"
        : "too many arguments, or the same option twice";
  }

  private Optional<String> about(String word) {
    return catalog.meanings(word).stream()
        .flatMap(name -> catalog.find(name).stream())
        .map(CommandInfo::help)
        .reduce((one, other) -> one + "\n" + other);
  }

  private String overview() {
    var text = new StringBuilder();
    String scope = "";
    for (String name : catalog.names()) {
      String next = name.substring(0, name.indexOf(':'));
      if (!next.equals(scope)) {
        text.append(scope.isEmpty() ? "" : "\n");
        scope = next;
      }
      String doc = catalog.find(name).map(CommandInfo::doc).orElse("");
      text.append(name).append(" ".repeat(Math.max(2, 24 - name.length())));
      text.append(doc.lines().findFirst().orElse("")).append('\n');
    }
    return text.append("\nCOMMAND --help tells more; exit leaves this shell.\n").toString();
  }

  private static List<String> words(String line) {
    return Arrays.stream(line.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
