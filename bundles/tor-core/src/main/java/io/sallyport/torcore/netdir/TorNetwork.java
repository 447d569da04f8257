// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import io.sallyport.torcore.cert.RsaIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Whom a client believes and where it begins: the data that makes one Tor network another.
 *
 * @param authorities all of them, those that do not vote too
 * @param fallbacks where else to ask for the first consensus
 */
public record TorNetwork(List<DirAuthority> authorities, List<FallbackDir> fallbacks) {

  public TorNetwork {
    authorities = List.copyOf(authorities);
    fallbacks = List.copyOf(fallbacks);
  }

  /** The public network, as it was known when this was made. Reads a resource; contacts nobody. */
  public static TorNetwork publicNetwork() {
    try (var in =
        Objects.requireNonNull(TorNetwork.class.getResourceAsStream("public-network.txt"))) {
      return parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads lines of a torrc: {@code DirAuthority}, {@code AlternateDirAuthority}, {@code
   * FallbackDir}. A line without such a keyword is one of {@code DirAuthority}, so that a
   * configuration key of that name can hold what follows it. Empty lines and comments are passed
   * over.
   *
   * @throws IllegalArgumentException if a line is malformed, saying which and why
   */
  public static TorNetwork parse(List<String> lines) {
    var authorities = new ArrayList<DirAuthority>();
    var fallbacks = new ArrayList<FallbackDir>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", 2);
      String rest = words.length == 2 ? words[1] : "";
      try {
        switch (words[0].toLowerCase(Locale.ROOT)) {
          case "fallbackdir" -> fallbacks.add(TorrcLine.fallback(rest));
          case "dirauthority", "alternatedirauthority" ->
              authorities.add(TorrcLine.authority(rest));
          default -> authorities.add(TorrcLine.authority(line));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    return new TorNetwork(authorities, fallbacks);
  }

  /** The identities of those that sign consensuses. */
  public Set<RsaIdentity> voters() {
    var voters = new LinkedHashSet<RsaIdentity>();
    for (var authority : authorities) {
      if (authority.v3Identity() != null) {
        voters.add(authority.v3Identity());
      }
    }
    return voters;
  }
}
