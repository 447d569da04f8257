// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.sallyport.torcore.netdir.TorNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link TorClient} is made of. Not thread-safe. */
public final class TorClientBuilder {

  final Path dataDirectory;
  final List<ClientListener> listeners = new ArrayList<>();
  @Nullable TorNetwork network;
  @Nullable RelayDialer dialer;
  boolean testing;
  Duration connectTimeout = Duration.ofMinutes(2);
  InstantSource clock = Clock.systemUTC();
  SecureRandom random = new SecureRandom();

  TorClientBuilder(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** The network to be part of: the public one, unless this says another. */
  public TorClientBuilder network(TorNetwork its) {
    network = its;
    return this;
  }

  /**
   * The same by lines of a torrc: {@code DirAuthority}, with or without that word, and {@code
   * FallbackDir}. Without any, the public network.
   *
   * @throws IllegalArgumentException saying which line is malformed, and why
   */
  public TorClientBuilder network(List<String> lines) {
    network = lines.isEmpty() ? null : TorNetwork.parse(lines);
    return this;
  }

  /**
   * Whether the network is one for tests, on one machine or in one house: relays of one subnet may
   * be in one path, and addresses of private networks may be connected to.
   */
  public TorClientBuilder testing(boolean is) {
    testing = is;
    return this;
  }

  /** Where connections to relays come from; plain sockets unless said. It is not closed. */
  public TorClientBuilder dialer(RelayDialer its) {
    dialer = its;
    return this;
  }

  /** How long connecting a stream may take, bootstrapping included. */
  public TorClientBuilder connectTimeout(Duration its) {
    connectTimeout = its;
    return this;
  }

  /** Who hears what happens. */
  public TorClientBuilder listener(ClientListener its) {
    listeners.add(its);
    return this;
  }

  /** The time of day; the system's unless said. */
  public TorClientBuilder clock(InstantSource its) {
    clock = its;
    return this;
  }

  /**
   * Makes the client, which reads what it has on disk and contacts nobody yet. Blocks.
   *
   * @throws IOException if the data directory cannot be used
   */
  public TorClient open() throws IOException {
    return new TorClient(this);
  }
}
