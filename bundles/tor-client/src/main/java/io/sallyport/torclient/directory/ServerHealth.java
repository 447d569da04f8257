// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.link.RelayEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which directory servers are left alone, and until when. Any thread. */
final class ServerHealth {

  private static final int MAX_REMEMBERED = 2_000;
  private static final Duration MOST = Duration.ofMinutes(30);

  private final Map<RelayEndpoint, Rest> resting =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RelayEndpoint, Rest> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };
  private final int hurry;

  private record Rest(int failures, Instant until) {}

  /**
   * Without memories.
   *
   * @param hurry by which pauses are divided
   */
  ServerHealth(int hurry) {
    this.hurry = hurry;
  }

  /** Notes a failure; a server that fails again rests for twice as long. */
  synchronized void failed(RelayEndpoint server, DirectoryException.Kind how, Instant now) {
    int failures = resting.containsKey(server) ? resting.get(server).failures + 1 : 1;
    Duration base =
        switch (how) {
          case NO_ROUTE -> Duration.ofSeconds(5);
          case UNREACHABLE -> Duration.ofSeconds(10);
          case NOT_FOUND, BUSY, CLOCK, NOT_MODIFIED -> Duration.ofMinutes(1);
          case STALE -> Duration.ofMinutes(2);
          case BAD_DOCUMENT -> MOST;
        };
    Duration rest = base.multipliedBy(1L << Math.min(failures - 1, 8));
    Duration bounded = rest.compareTo(MOST) > 0 ? MOST : rest;
    resting.put(server, new Rest(failures, now.plus(bounded.dividedBy(hurry))));
  }

  /** Forgets its failures. */
  synchronized void succeeded(RelayEndpoint server) {
    resting.remove(server);
  }

  /** Forgets all failures: the network has changed. */
  synchronized void forget() {
    resting.clear();
  }

  /** Those of {@code servers} that can be asked, in their order. */
  synchronized List<RelayEndpoint> ready(List<RelayEndpoint> servers, Instant now) {
    return servers.stream().filter(server -> !rests(server, now)).toList();
  }

  /** When the first of {@code servers} can be asked again; empty if one can now. */
  synchronized Optional<Instant> next(List<RelayEndpoint> servers, Instant now) {
    Instant first = null;
    for (var server : servers) {
      var rest = resting.get(server);
      if (rest == null || !now.isBefore(rest.until)) {
        return Optional.empty();
      }
      if (first == null || rest.until.isBefore(first)) {
        first = rest.until;
      }
    }
    return Optional.ofNullable(first);
  }

  private boolean rests(RelayEndpoint server, Instant now) {
    var rest = resting.get(server);
    return rest != null && now.isBefore(rest.until);
  }
}
