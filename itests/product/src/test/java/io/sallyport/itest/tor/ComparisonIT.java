// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.tor.network.NetworkShape;
import io.sallyport.itest.tor.network.PrivateTorNetwork;
import io.sallyport.itest.tor.network.WebTarget;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Our client beside the C program's on the same network in the same run: the product as a whole, C
 * tor as it comes (two conflux legs) and C tor with one leg, which is what ours has so far. From
 * cache means: C tor as a new process, ours as a new client in a process that was there. The table
 * is printed as it is; what is asserted is no more than that ours is not slow. A measurement wants
 * a machine for itself, so this one runs only where the environment says {@code
 * SALLYPORT_COMPARE=true}.
 */
@EnabledIfEnvironmentVariable(named = "SALLYPORT_COMPARE", matches = "true")
class ComparisonIT {

  private static final int ONE_STREAM = 40_000_000;
  private static final int OF_FOUR = 20_000_000;
  private static final int FETCHES = 50;

  @RegisterExtension static final Product PRODUCT = new Product();

  /** One of the clients: how to reach it, and its process. */
  private record Client(String name, int socks, long pid) {

    Socket open(String user, int port) throws Exception {
      var socket = Socks5.dial(socks);
      socket.setSoTimeout(60_000);
      var reply =
          name.startsWith("C tor")
              ? Socks5.connect(socket, user, "x", "127.0.0.1", port)
              : Socks5.connect(socket, "127.0.0.1", port);
      assertThat(reply.code()).isZero();
      return socket;
    }
  }

  /** What one client did. Seconds, megabytes a second, and CPU seconds for each gigabyte. */
  private record Row(
      Client client, double small, double one, double four, double cpu, double megabytes) {}

  private static double seconds(Callable<?> task) throws Exception {
    long begun = System.nanoTime();
    task.call();
    return (System.nanoTime() - begun) / 1e9;
  }

  private static Void fetch(Client client, String user, int port, int length) throws Exception {
    try (var stream = client.open(user, port)) {
      Fetch.bytes(stream.getInputStream(), stream.getOutputStream(), 3, length);
    }
    return null;
  }

  private static Row measure(Client client, int port) throws Exception {
    fetch(client, "warm", port, 5_000_000);
    double small =
        seconds(
                () -> {
                  for (int i = 0; i < FETCHES; i++) {
                    fetch(client, "small", port, 1000);
                  }
                  return null;
                })
            / FETCHES;
    double before = cpu(client.pid());
    double one = ONE_STREAM / 1e6 / seconds(() -> fetch(client, "one", port, ONE_STREAM));
    double used = (cpu(client.pid()) - before) / (ONE_STREAM / 1e9);
    double four = 4 * OF_FOUR / 1e6 / seconds(() -> four(client, port));
    return new Row(client, small, one, four, used, memory(client.pid()));
  }

  private static Void four(Client client, int port) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Void>>();
      for (int i = 0; i < 4; i++) {
        var user = "four" + i;
        running.add(threads.submit(() -> fetch(client, user, port, OF_FOUR)));
      }
      for (var each : running) {
        each.get();
      }
    }
    return null;
  }

  /** Seconds of CPU that a process has used, its kernel time too. */
  private static double cpu(long pid) throws Exception {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private static double memory(long pid) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  @Test
  @SuppressWarnings("SystemOut") // the table is what this is for
  void besideCTor() throws Exception {
    try (var network = PrivateTorNetwork.start(NetworkShape.standard());
        var web = new WebTarget()) {
      var json =
          """
          {"dir_authorities": %s, "testing_network": true}
          """
              .formatted(new Gson().toJson(network.dirAuthorities()));
      PRODUCT.via("tor", "tor", json);
      var ours = new Client("Sallyport", PRODUCT.port("tor"), PRODUCT.process().pid());
      double firstOurs = seconds(() -> fetch(ours, "first", web.port(), 1000));

      var conflux = network.client();
      double firstTheirs =
          seconds(
              () -> {
                conflux.awaitBootstrap();
                return fetch(
                    new Client("C tor", conflux.socksPort(), 0), "first", web.port(), 1000);
              });
      PRODUCT.shell("tor:disable", "--outbound", "tor");
      assertThat(PRODUCT.list("tor:status", "tor").get(0).getAsJsonObject().get("awake"))
          .hasToString("false");
      double cachedOurs = seconds(() -> fetch(ours, "again", web.port(), 1000));
      var again = network.restart(conflux);
      double cachedTheirs =
          seconds(
              () -> {
                again.awaitBootstrap();
                return fetch(new Client("C tor", again.socksPort(), 0), "again", web.port(), 1000);
              });
      var oneLeg = network.client("ConfluxEnabled 0").awaitBootstrap();

      var rows = new ArrayList<Row>();
      for (var client :
          List.of(
              ours,
              new Client("C tor", again.socksPort(), again.process().pid()),
              new Client("C tor, one leg", oneLeg.socksPort(), oneLeg.process().pid()))) {
        assertThat(Ports.accepts(client.socks())).isTrue();
        rows.add(measure(client, web.port()));
      }

      var table =
          new StringBuilder("client          fetch ms  1 MB/s  4 MB/s  CPU s/GB  RSS MiB\n");
      for (var row : rows) {
        table.append(
            String.format(
                Locale.ROOT,
                "%-15s %8.1f %7.1f %7.1f %9.1f %8.0f%n",
                row.client().name(),
                row.small() * 1000,
                row.one(),
                row.four(),
                row.cpu(),
                row.megabytes()));
      }
      System.out.printf(
          Locale.ROOT,
          "%sfirst page, cold: Sallyport %.2f s, C tor %.2f s%n"
              + "first page, from cache: Sallyport %.2f s, C tor %.2f s%n",
          table,
          firstOurs,
          firstTheirs,
          cachedOurs,
          cachedTheirs);
      assertThat(rows.getFirst().one())
          .as("one stream, beside C tor with one leg")
          .isGreaterThan(0.5 * rows.getLast().one());
      assertThat(rows.getFirst().four())
          .as("four streams, beside C tor with one leg")
          .isGreaterThan(0.4 * rows.getLast().four());
    }
  }
}
