// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import io.sallyport.command.Value;
import io.sallyport.shell.internal.server.CommandRunner.Candidate;
import io.sallyport.shell.internal.server.CommandRunner.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What could stand at a place of a line, by what commands say about their parameters. */
final class Completions {

  private static final int MOST_FILES = 200;

  private final Catalog catalog;
  private final Function<Value.Kind, List<Candidate>> known;

  /**
   * Completes by a catalog.
   *
   * @param known names of each kind that exist now
   */
  Completions(Catalog catalog, Function<Value.Kind, List<Candidate>> known) {
    this.catalog = catalog;
    this.known = known;
  }

  /** Candidates for the word that ends at the cursor. */
  Completion of(Request.Complete request) {
    String line = request.line().substring(0, request.cursor());
    int start = line.length();
    while (start > 0 && !isSeparator(line.charAt(start - 1))) {
      start--;
    }
    String word = line.substring(start);
    List<String> before = statement(line.substring(0, start));
    List<Candidate> candidates =
        before.isEmpty() ? commands() : parameters(before, word, request.cwd());
    return new Completion(
        start,
        candidates.stream()
            .filter(candidate -> candidate.value().startsWith(word))
            .sorted(Comparator.comparing(Candidate::value))
            .toList());
  }

  private static boolean isSeparator(char c) {
    return Character.isWhitespace(c) || c == '|' || c == ';' || c == '&' || c == '(' || c == '{';
  }

  /** The words of the statement in which the text ends. */
  private static List<String> statement(String text) {
    int from = text.length();
    while (from > 0
        && (!isSeparator(text.charAt(from - 1)) || Character.isWhitespace(text.charAt(from - 1)))) {
      from--;
    }
    return Stream.of(text.substring(from).strip().split("\\s+")).filter(w -> !w.isEmpty()).toList();
  }

  private List<Candidate> commands() {
    var candidates = new ArrayList<Candidate>();
    candidates.add(new Candidate("help", "lists the commands"));
    for (String name : catalog.names()) {
      candidates.add(candidate(name));
    }
    return candidates;
  }

  private Candidate candidate(String name) {
    return new Candidate(name, catalog.find(name).map(CommandInfo::doc).orElse(""));
  }

  private List<Candidate> parameters(List<String> before, String word, @Nullable Path cwd) {
    if (before.getFirst().equals("help")) {
      return before.size() == 1
          ? catalog.names().stream().map(this::candidate).toList()
          : List.of();
    }
    var meanings = catalog.meanings(before.getFirst());
    if (meanings.size() != 1) {
      return List.of();
    }
    return catalog
        .find(meanings.getFirst())
        .map(info -> parameters(info, before, word, cwd))
        .orElse(List.of());
  }

  private List<Candidate> parameters(
      CommandInfo info, List<String> before, String word, @Nullable Path cwd) {
    var used = new HashSet<String>();
    int position = 0;
    for (int i = 1; i < before.size(); i++) {
      var option = info.option(before.get(i));
      if (option.isEmpty()) {
        position++;
        continue;
      }
      used.addAll(option.get().names());
      if (option.get().value() != null && ++i == before.size()) {
        return values(option.get().value(), word, cwd);
      }
    }
    if (word.startsWith("-")) {
      return options(info, used);
    }
    var arguments = info.arguments();
    var candidates = new ArrayList<Candidate>();
    if (!arguments.isEmpty() && (position < arguments.size() || arguments.getLast().repeated())) {
      candidates.addAll(values(arguments.get(Math.min(position, arguments.size() - 1)), word, cwd));
    }
    if (candidates.isEmpty() && word.isEmpty()) {
      candidates.addAll(options(info, used));
    }
    return candidates;
  }

  private static List<Candidate> options(CommandInfo info, HashSet<String> used) {
    var candidates = new ArrayList<Candidate>();
    for (var option : info.options()) {
      for (String name : option.names()) {
        if (!used.contains(name)) {
          candidates.add(new Candidate(name, option.doc()));
        }
      }
    }
    candidates.add(new Candidate("--help", "tells what the command takes"));
    return candidates;
  }

  private List<Candidate> values(CommandInfo.Argument argument, String word, @Nullable Path cwd) {
    return switch (argument.kind()) {
      case WORDS -> argument.words().stream().map(each -> new Candidate(each, "")).toList();
      case FILE -> files(word, cwd);
      case FREE, INBOUND, OUTBOUND, SESSION, PID -> known.apply(argument.kind());
    };
  }

  /** Files in the directory that the word names, written as the word is. */
  private static List<Candidate> files(String word, @Nullable Path cwd) {
    String directory = word.substring(0, word.lastIndexOf('/') + 1);
    String prefix = word.substring(directory.length());
    var candidates = new ArrayList<Candidate>();
    try {
      Path base = cwd == null ? Path.of("/") : cwd;
      try (var entries = Files.newDirectoryStream(base.resolve(directory))) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (name.startsWith(prefix) && candidates.size() < MOST_FILES) {
            candidates.add(
                new Candidate(directory + name + (Files.isDirectory(entry) ? "/" : ""), ""));
          }
        }
      }
    } catch (IOException | InvalidPathException e) {
      // What cannot be listed cannot be completed.
    }
    return candidates;
  }
}
