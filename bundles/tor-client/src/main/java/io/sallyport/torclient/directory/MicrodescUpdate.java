// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.directory.DirectoryException.Kind;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.netdoc.Digest256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Fetches microdescriptors by the digests that the consensus names, in batches, from several
 * servers at once; what one server lacks is asked of another.
 */
final class MicrodescUpdate {

  private static final int SERVERS_AT_ONCE = 3;
  private static final int MOST_ROUNDS = 6;
  private static final int SMALLEST_BATCH = 128;
  private static final int LARGEST_BATCH = 500;
  private static final int MAX_TEXT = 16 * 1024;

  private final DirectoryFetch fetch;
  private final DirectoryStore store;

  /** Hears after each batch that brought something. */
  interface Progress {
    void came();
  }

  MicrodescUpdate(DirectoryFetch fetch, DirectoryStore store) {
    this.fetch = fetch;
    this.store = store;
  }

  /**
   * Asks for what is missing.
   *
   * @return how many came
   */
  int run(Set<Digest256> missing, List<RelayEndpoint> servers, Progress progress)
      throws InterruptedException {
    var left = new HashSet<>(missing);
    var usable = new ArrayList<>(servers);
    for (int round = 0; round < MOST_ROUNDS && !left.isEmpty() && !usable.isEmpty(); round++) {
      round(left, usable, progress);
    }
    return missing.size() - left.size();
  }

  private void round(Set<Digest256> left, List<RelayEndpoint> usable, Progress progress)
      throws InterruptedException {
    int parallel = Math.min(SERVERS_AT_ONCE, usable.size());
    var answers = new ExecutorCompletionService<DirectoryFetch.Answer>(fetch.executor());
    var asked = new HashMap<Future<DirectoryFetch.Answer>, Batch>();
    try {
      int next = 0;
      var batches = batches(left, parallel);
      for (; next < Math.min(parallel, batches.size()); next++) {
        ask(new Batch(usable.get(next), batches.get(next)), answers, asked);
      }
      while (!asked.isEmpty()) {
        var done = answers.take();
        var batch = asked.remove(done);
        if (batch != null) {
          boolean good = take(done, batch, left, progress);
          if (!good) {
            usable.remove(batch.server);
          } else if (next < batches.size()) {
            ask(new Batch(batch.server, batches.get(next++)), answers, asked);
          }
        }
      }
    } finally {
      asked.keySet().forEach(one -> one.cancel(true));
    }
  }

  private record Batch(RelayEndpoint server, Set<Digest256> digests) {}

  private void ask(
      Batch batch,
      ExecutorCompletionService<DirectoryFetch.Answer> answers,
      Map<Future<DirectoryFetch.Answer>, Batch> asked) {
    // Sorted, so that the order tells nothing of ours.
    String path =
        batch.digests.stream()
            .sorted()
            .map(Digest256::toString)
            .collect(Collectors.joining("-", "/tor/micro/d/", ""));
    var request = new DirectoryFetch.Request(path, null, batch.digests.size() * MAX_TEXT);
    asked.put(answers.submit(() -> fetch.fetch(batch.server, request)), batch);
  }

  private boolean take(
      Future<DirectoryFetch.Answer> done, Batch batch, Set<Digest256> left, Progress progress)
      throws InterruptedException {
    try {
      var came = store.addMicrodescs(done.get().data(), batch.digests);
      left.removeAll(came);
      if (came.isEmpty()) {
        fetch.failed(
            batch.server,
            new DirectoryException(
                Kind.BAD_DOCUMENT, "the server sent no microdescriptor that was asked for"));
        return false;
      }
      fetch.succeeded(batch.server);
      progress.came();
      // What it lacks now, another may have.
      return came.size() == batch.digests.size();
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Parts of about the same size, enough for all servers to have work. */
  static List<Set<Digest256>> batches(Set<Digest256> all, int servers) {
    int size = Math.clamp((all.size() + servers - 1) / servers, SMALLEST_BATCH, LARGEST_BATCH);
    var batches = new ArrayList<Set<Digest256>>();
    var batch = new HashSet<Digest256>();
    for (var digest : all) {
      batch.add(digest);
      if (batch.size() == size) {
        batches.add(batch);
        batch = new HashSet<>();
      }
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }
}
