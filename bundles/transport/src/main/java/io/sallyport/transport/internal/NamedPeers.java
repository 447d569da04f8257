// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.util.concurrent.Future;
import io.sallyport.api.Datagram;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the names that datagrams of one socket go to. A name is looked up once; what is
 * sent to it meanwhile waits, in order and within bounds, and holds up nothing else. Of a name that
 * cannot be looked up the waiting datagrams are dropped, and the next one tries again. Used on the
 * socket's loop only.
 */
final class NamedPeers {

  /** Names at a time; the one that was not used for longest makes way. */
  static final int MAX_NAMES = 256;

  /** What may wait for the addresses of all names together. */
  static final int MAX_WAITING_BYTES = 256 << 10;

  static final int MAX_WAITING_PER_NAME = 32;

  /** A name: its address once it is known, what waits for it until then. */
  private static final class Peer {
    @Nullable InetAddress address;
    final List<Datagram> waiting = new ArrayList<>(1);
  }

  private final Function<String, Future<InetAddress>> lookup;
  private final BiConsumer<Datagram, InetAddress> send;
  private final Map<String, Peer> peers = new LinkedHashMap<>(16, 0.75f, true);
  private int waitingBytes;
  private boolean closed;

  /**
   * @param lookup finds the address of a name; completed on the loop
   * @param send sends what has waited, and owns it
   */
  NamedPeers(Function<String, Future<InetAddress>> lookup, BiConsumer<Datagram, InetAddress> send) {
    this.lookup = lookup;
    this.send = send;
  }

  /** Says what the address of a name is. */
  void put(String name, InetAddress address) {
    var peer = new Peer();
    peer.address = address;
    peers.put(name, peer);
  }

  /** Sends a datagram to a name, now or once its address is known. Owns the datagram. */
  void send(String name, Datagram datagram) {
    if (closed) {
      datagram.release();
      return;
    }
    var known = peers.get(name);
    if (known != null && known.address != null) {
      send.accept(datagram, known.address);
    } else if (known != null) {
      await(known, datagram);
    } else {
      var peer = new Peer();
      peers.put(name, peer);
      makeRoom();
      await(peer, datagram);
      lookup.apply(name).addListener((Future<InetAddress> found) -> found(name, peer, found));
    }
  }

  private void await(Peer peer, Datagram datagram) {
    int bytes = datagram.content().readableBytes();
    if (peer.waiting.size() >= MAX_WAITING_PER_NAME || waitingBytes + bytes > MAX_WAITING_BYTES) {
      datagram.release();
      return;
    }
    waitingBytes += bytes;
    // A copy of just its size: what it was read into is of the size of the largest datagram.
    peer.waiting.add(datagram.copy());
    datagram.release();
  }

  private void found(String name, Peer peer, Future<InetAddress> found) {
    var waiting = List.copyOf(peer.waiting);
    peer.waiting.clear();
    for (var datagram : waiting) {
      waitingBytes -= datagram.content().readableBytes();
      if (found.isSuccess() && !closed) {
        send.accept(datagram, found.getNow());
      } else {
        datagram.release();
      }
    }
    if (found.isSuccess()) {
      peer.address = found.getNow();
    } else {
      peers.remove(name, peer);
    }
  }

  private void makeRoom() {
    if (peers.size() > MAX_NAMES) {
      var eldest = peers.entrySet().iterator().next();
      peers.remove(eldest.getKey());
      drop(eldest.getValue());
    }
  }

  private void drop(Peer peer) {
    for (var datagram : peer.waiting) {
      waitingBytes -= datagram.content().readableBytes();
      datagram.release();
    }
    peer.waiting.clear();
  }

  /** Drops what waits. */
  void close() {
    closed = true;
    peers.values().forEach(this::drop);
    peers.clear();
  }
}
