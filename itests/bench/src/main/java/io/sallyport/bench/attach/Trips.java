// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import io.sallyport.bench.Samples;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages to and fro, one at a time, blocking. */
final class Trips {

  private static final int PATIENCE_MILLIS = 1000;

  /** After so many losses nothing more is to be learnt. */
  private static final int ENOUGH = 5;

  private Trips() {}

  static Caller.Done stream(Caller.Order order) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(order.host(), Answerer.ECHO), PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      return run(
          order,
          message -> {
            out.write(message);
            var back = in.readNBytes(message.length);
            if (back.length < message.length) {
              throw new EOFException("ended early");
            }
            return back;
          });
    }
  }

  static Caller.Done datagrams(Caller.Order order) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(order.host(), Answerer.ECHO));
      socket.setSoTimeout(PATIENCE_MILLIS);
      var back = new DatagramPacket(new byte[Answerer.MESSAGE], Answerer.MESSAGE);
      return run(
          order,
          message -> {
            socket.send(new DatagramPacket(message, message.length));
            socket.receive(back);
            return back.getData();
          });
    }
  }

  private interface Exchange {
    byte[] once(byte[] message) throws IOException;
  }

  private static Caller.Done run(Caller.Order order, Exchange exchange) throws IOException {
    var samples = new Samples();
    var failures = new HashMap<String, Integer>();
    var message = new byte[Answerer.MESSAGE];
    long start = System.nanoTime();
    long end = start + (long) (order.seconds() * 1e9);
    for (long i = 0; System.nanoTime() - end < 0; i++) {
      for (int b = 0; b < Long.BYTES; b++) {
        message[b] = (byte) (i >>> 8 * b);
      }
      long begin = System.nanoTime();
      try {
        if (!java.util.Arrays.equals(exchange.once(message), message)) {
          failures.merge("wrong bytes", 1, Integer::sum);
        }
        samples.add(System.nanoTime() - begin);
      } catch (SocketTimeoutException e) {
        if (failures.merge("lost", 1, Integer::sum) == ENOUGH) {
          break;
        }
      }
    }
    var sorted = Samples.all(List.of(samples));
    return new Caller.Done(
        sorted.count(),
        (System.nanoTime() - start) / 1e9,
        sorted.micros(0.5),
        sorted.micros(0.99),
        Map.copyOf(failures));
  }
}
