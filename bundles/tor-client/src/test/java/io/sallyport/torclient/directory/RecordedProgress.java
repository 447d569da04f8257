// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.Bootstrap;
import io.sallyport.torcore.netdir.NetDir;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a directory tells. */
class RecordedProgress implements DirectoryListener {

  final List<Bootstrap> progress = new CopyOnWriteArrayList<>();
  final List<NetDir> networks = new CopyOnWriteArrayList<>();
  final List<String> warnings = new CopyOnWriteArrayList<>();
  final AtomicInteger losses = new AtomicInteger();
  final CompletableFuture<NetDir> first = new CompletableFuture<>();

  @Override
  public void progress(Bootstrap now) {
    progress.add(now);
  }

  @Override
  public void network(NetDir now) {
    networks.add(now);
    first.complete(now);
  }

  @Override
  public void lost() {
    losses.incrementAndGet();
  }

  @Override
  public void warning(String message) {
    warnings.add(message);
  }
}
