// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import com.google.gson.Gson;
import io.sallyport.bench.Parent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The client of connections and round trips: its own process; takes orders, tells outcomes. */
public final class Caller {

  private Caller() {}

  /** What it can do. */
  enum Kind {
    /** Connections with one message and its answer, which the server ends. */
    CONNECTIONS,
    /** Round trips on one connection. */
    STREAM_TRIPS,
    /** Round trips of datagrams from one socket. */
    DATAGRAM_TRIPS
  }

  /**
   * An order.
   *
   * @param parallel connections at a time
   * @param seconds for how long at most
   * @param count of connections at most
   */
  record Order(Kind kind, String host, int parallel, double seconds, long count) {}

  /**
   * What came of it.
   *
   * @param done connections or round trips
   * @param seconds that it took
   * @param p50 microseconds of a round trip, or of a connection from beginning to end
   * @param failures by what happened
   */
  record Done(long done, double seconds, double p50, double p99, Map<String, Integer> failures) {

    double perSecond() {
      return done / Math.max(1e-9, seconds);
    }
  }

  /** One order as JSON per line of input, one outcome per line of output; ends with its input. */
  public static void main(String[] args) throws IOException {
    var gson = new Gson();
    Parent.tell("ready");
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      Parent.tell(gson.toJson(run(gson.fromJson(line, Order.class))));
    }
    Runtime.getRuntime().halt(0);
  }

  private static Done run(Order order) {
    try {
      return switch (order.kind()) {
        case CONNECTIONS -> {
          try (var calls = new Calls(order)) {
            yield calls.run();
          }
        }
        case STREAM_TRIPS -> Trips.stream(order);
        case DATAGRAM_TRIPS -> Trips.datagrams(order);
      };
    } catch (IOException e) {
      return new Done(0, 1, 0, 0, Map.of(String.valueOf(e.getMessage()), 1));
    }
  }
}
