// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.TorException;
import io.sallyport.torclient.directory.DirectoryException.Kind;
import io.sallyport.torclient.link.RelayEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Fetches documents from directory servers, one or several at once, and notes how they fare. */
final class DirectoryFetch {

  private final DirectorySource source;
  private final DirectorySettings settings;
  private final ServerHealth health;
  private final Diagnosis diagnosis;
  private final InstantSource clock;
  private final ExecutorService executor;

  DirectoryFetch(
      DirectorySource source,
      DirectorySettings settings,
      ServerHealth health,
      Diagnosis diagnosis,
      InstantSource clock,
      ExecutorService executor) {
    this.source = source;
    this.settings = settings;
    this.health = health;
    this.diagnosis = diagnosis;
    this.clock = clock;
    this.executor = executor;
  }

  /** What to ask for. */
  record Request(String path, @Nullable Instant newerThan, int limit) {}

  /** A document, and whom it is from. */
  record Answer(RelayEndpoint server, byte[] data) {}

  /** Looks at an answer; throws if it is not what was asked for. */
  interface Check<T> {
    T accept(Answer answer) throws DirectoryException, InterruptedException;
  }

  /** Asks one server. Blocks; what fails is noted. */
  Answer fetch(RelayEndpoint server, Request request)
      throws DirectoryException, InterruptedException {
    try (var stream = source.open(server, settings.connectTimeout())) {
      byte[] data =
          new DirectoryHttp(stream, settings.fetchTimeout())
              .get(request.path, request.newerThan, request.limit);
      return new Answer(server, data);
    } catch (TorException | IOException | DirectoryException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw failed(server, DirectoryException.of(e));
    }
  }

  /** Notes that a server failed. */
  DirectoryException failed(RelayEndpoint server, DirectoryException how) {
    health.failed(server, how.kind(), clock.instant());
    diagnosis.failed(server, how);
    return how;
  }

  /** Notes that a server gave what was asked. */
  void succeeded(RelayEndpoint server) {
    health.succeeded(server);
    diagnosis.succeeded();
  }

  /**
   * Asks servers in turn until one answer is good: the next one when one has failed, and also when
   * those that were asked take long.
   *
   * @param most how many to ask at most
   * @return null if none was good
   */
  <T> @Nullable T first(List<RelayEndpoint> servers, Request request, int most, Check<T> check)
      throws InterruptedException {
    CompletionService<Answer> answers = new ExecutorCompletionService<>(executor);
    var running = new ArrayList<Future<Answer>>();
    int next = 0;
    int end = Math.min(most, servers.size());
    try {
      while (next < end || !running.isEmpty()) {
        if (next < end) {
          var server = servers.get(next++);
          running.add(answers.submit(() -> fetch(server, request)));
        }
        var done = poll(answers, next < end ? settings.hedge() : null);
        if (done != null) {
          running.remove(done);
          var good = accept(done, check);
          if (good != null) {
            return good;
          }
        }
      }
      return null;
    } finally {
      running.forEach(one -> one.cancel(true));
    }
  }

  private <T> @Nullable T accept(Future<Answer> done, Check<T> check) throws InterruptedException {
    Answer answer;
    try {
      answer = done.get();
    } catch (ExecutionException e) {
      return null;
    }
    try {
      T good = check.accept(answer);
      succeeded(answer.server);
      return good;
    } catch (DirectoryException e) {
      failed(answer.server, e);
      return null;
    } catch (RuntimeException e) {
      // Whatever it is in this document that nobody foresaw, another server may not have it.
      failed(answer.server, new DirectoryException(Kind.BAD_DOCUMENT, "it cannot be read: " + e));
      return null;
    }
  }

  private static @Nullable Future<Answer> poll(
      CompletionService<Answer> answers, @Nullable Duration most) throws InterruptedException {
    return most == null ? answers.take() : answers.poll(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  ExecutorService executor() {
    return executor;
  }
}
