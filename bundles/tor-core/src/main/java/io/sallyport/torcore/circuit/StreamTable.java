// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of one hop by their ids, and those that we closed while cells were on their way. */
final class StreamTable {

  private static final int IDS = 65_535;

  /** More than can have cells on their way: the windows of a circuit hold 1000. */
  private static final int HALF_CLOSED_LIMIT = 4096;

  private final Map<Integer, ClientStream> open = new HashMap<>();
  private final Map<Integer, HalfClosedStream> halfClosed = new LinkedHashMap<>();
  private int next;
  private @Nullable ClientStream last;

  StreamTable(int firstId) {
    this.next = firstId;
  }

  /**
   * A free id.
   *
   * @throws IllegalStateException if there is none
   */
  int allocate() {
    for (int tried = 0; tried < IDS; tried++) {
      int id = next;
      next = next % IDS + 1;
      if (!open.containsKey(id) && !halfClosed.containsKey(id)) {
        return id;
      }
    }
    throw new IllegalStateException("all stream ids of the circuit are used");
  }

  void add(ClientStream stream) {
    open.put(stream.id(), stream);
  }

  @Nullable ClientStream get(int id) {
    ClientStream recent = last;
    if (recent != null && recent.id() == id) {
      return recent;
    }
    ClientStream found = open.get(id);
    if (found != null) {
      last = found;
    }
    return found;
  }

  @Nullable HalfClosedStream halfClosed(int id) {
    return halfClosed.get(id);
  }

  /** The stream is over for both sides. */
  void remove(ClientStream stream) {
    open.remove(stream.id());
    if (last == stream) {
      last = null;
    }
  }

  /** The stream is over for us; the hop does not know yet. */
  void close(ClientStream stream, HalfClosedStream rest) {
    remove(stream);
    if (halfClosed.size() == HALF_CLOSED_LIMIT) {
      halfClosed.remove(halfClosed.keySet().iterator().next());
    }
    halfClosed.put(stream.id(), rest);
  }

  void forget(int id) {
    halfClosed.remove(id);
  }

  int size() {
    return open.size();
  }

  List<ClientStream> all() {
    return List.copyOf(open.values());
  }
}
