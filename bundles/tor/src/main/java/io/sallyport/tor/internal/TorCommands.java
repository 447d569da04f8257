// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.torclient.ClientStatus.CircuitView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands {@code tor:status}, {@code tor:circuits}... */
@Component(
    service = TorCommands.class,
    property = {
      "osgi.command.scope=tor",
      "osgi.command.function=status",
      "osgi.command.function=circuits",
      "osgi.command.function=streams",
      "osgi.command.function=test",
      "osgi.command.function=newnym",
      "osgi.command.function=enable",
      "osgi.command.function=disable"
    })
@Descriptor("outbounds that go by Tor")
public final class TorCommands {

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private static final String USUAL_PORT = "9050";

  private final TorOutbounds outbounds;
  private final Transport transport;
  private final ListenerFile listener;

  /** For declarative services. */
  @Activate
  public TorCommands(
      @Reference Sessions sessions, @Reference Transport transport, BundleContext context) {
    this.outbounds = new TorOutbounds(sessions);
    this.transport = transport;
    this.listener =
        new ListenerFile(
            context.getProperty("sallyport.home") instanceof String home ? Path.of(home) : null);
  }

  /** {@code tor:status [OUTBOUND]}. */
  @Descriptor("shows how far Tor is, its guards, and what it carries")
  public String status(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("tag of an outbound; all if none is given") String... outbound) {
    var chosen = outbounds.chosen(outbound);
    if (json) {
      var array = new JsonArray();
      chosen.forEach((tag, one) -> array.add(StatusText.json(tag, one)));
      return PRETTY.toJson(array);
    }
    return chosen.isEmpty()
        ? "no outbound of type tor"
        : chosen.entrySet().stream()
            .map(one -> StatusText.status(one.getKey(), one.getValue()))
            .collect(Collectors.joining("\n\n"));
  }

  /** {@code tor:circuits [OUTBOUND]}. */
  @Descriptor("lists circuits: their age, what they are for, and their relays")
  public String circuits(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("tag of an outbound; all if none is given") String... outbound) {
    var array = new JsonArray();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("OUTBOUND", "ID", "AGE", "PURPOSE", "STREAMS", "PATH"));
    for (var one : outbounds.chosen(outbound).entrySet()) {
      for (var circuit : circuits(one.getValue())) {
        rows.add(StatusText.row(one.getKey(), circuit));
        array.add(StatusText.json(one.getKey(), circuit));
      }
    }
    return json ? PRETTY.toJson(array) : rows.size() == 1 ? "no circuits" : StatusText.table(rows);
  }

  private static List<CircuitView> circuits(TorOutbound outbound) {
    var status = outbound.status();
    return status == null ? List.of() : status.circuits();
  }

  /** {@code tor:streams [OUTBOUND]}. */
  @Descriptor("lists streams; where they lead only if that is asked for")
  public String streams(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("shows where streams lead, too")
          @Parameter(names = "--destinations", presentValue = "true", absentValue = "false")
          boolean destinations,
      @Descriptor("tag of an outbound; all if none is given") String... outbound) {
    var array = new JsonArray();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("OUTBOUND", "CIRCUIT", "STATE", "DESTINATION"));
    for (var one : outbounds.chosen(outbound).entrySet()) {
      for (var circuit : circuits(one.getValue())) {
        for (var stream : circuit.streams()) {
          var object = new JsonObject();
          object.addProperty("outbound", one.getKey());
          object.addProperty("circuit", circuit.id());
          object.addProperty("connected", stream.connected());
          if (destinations) {
            object.addProperty("destination", stream.destination());
          }
          array.add(object);
          rows.add(
              List.of(
                  one.getKey(),
                  String.valueOf(circuit.id()),
                  stream.connected() ? "open" : "connecting",
                  destinations ? stream.destination() : "-"));
        }
      }
    }
    return json ? PRETTY.toJson(array) : rows.size() == 1 ? "no streams" : StatusText.table(rows);
  }

  /**
   * {@code tor:test HOST PORT}.
   *
   * @throws IOException if it cannot be reached
   */
  @Descriptor("connects to a host by Tor, tells how long it took, and closes at once")
  public String test(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("tag of the outbound") @Parameter(names = "--outbound", absentValue = "")
          String outbound,
      @Descriptor("name or address") String host,
      @Descriptor("TCP port") String port)
      throws IOException, InterruptedException {
    var tag = outbound.isEmpty() ? outbounds.usual() : outbound;
    var found = outbounds.find(tag);
    var origin =
        new Origin("shell", "shell", null, InetSocketAddress.createUnresolved("shell", 0), null);
    var flow =
        Flow.open(Network.TCP, origin, Destination.of(host, port(port)))
            .isolatedBy(new Isolation(List.of("shell", "tor:test")));
    long begun = System.nanoTime();
    try {
      found.connect(flow, transport.loop()).get().close();
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
    }
    long millis = (System.nanoTime() - begun) / 1_000_000;
    if (json) {
      var object = new JsonObject();
      object.addProperty("outbound", tag);
      object.addProperty("milliseconds", millis);
      return PRETTY.toJson(object);
    }
    return tag + ": connected in " + millis + " ms";
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of bounds is.
    }
    throw new IllegalArgumentException("a port is a number from 1 to 65535, not \"" + text + "\"");
  }

  /** {@code tor:newnym [OUTBOUND]}. */
  @Descriptor("new streams take new circuits from now on; open ones go on")
  public String newnym(@Descriptor("tag of an outbound; all if none is given") String... outbound) {
    var chosen = outbounds.chosen(outbound);
    chosen.values().forEach(TorOutbound::newIdentity);
    return chosen.keySet().stream()
        .map(tag -> tag + ": new streams take new circuits")
        .collect(Collectors.joining("\n"));
  }

  /**
   * {@code tor:enable}.
   *
   * @throws IOException if the listener's file cannot be written
   */
  @Descriptor("wakes Tor and makes a SOCKS listener for it on port 9050 of this machine")
  public String enable(
      @Descriptor("tag of the outbound") @Parameter(names = "--outbound", absentValue = "")
          String outbound)
      throws IOException {
    return enable(outbound, USUAL_PORT);
  }

  /**
   * {@code tor:enable PORT}.
   *
   * @throws IOException if the listener's file cannot be written
   */
  @Descriptor("wakes Tor and makes a SOCKS listener for it")
  public String enable(
      @Descriptor("tag of the outbound") @Parameter(names = "--outbound", absentValue = "")
          String outbound,
      @Descriptor("TCP port of 127.0.0.1") String port)
      throws IOException {
    var tag = outbound.isEmpty() ? outbounds.usual() : outbound;
    var found = outbounds.find(tag);
    int number = port(port);
    var file = listener.write(tag, number);
    found.wake();
    return tag
        + ": SOCKS on 127.0.0.1:"
        + number
        + " by "
        + file.getFileName()
        + "; see tor:status";
  }

  /**
   * {@code tor:disable}.
   *
   * @throws IOException if the listener's file cannot be removed
   */
  @Descriptor("takes the listener of tor:enable away and puts Tor to sleep, streams and all")
  public String disable(
      @Descriptor("tag of the outbound") @Parameter(names = "--outbound", absentValue = "")
          String outbound)
      throws IOException {
    var tag = outbound.isEmpty() ? outbounds.usual() : outbound;
    var found = outbounds.find(tag);
    boolean removed = listener.remove(tag);
    found.sleep();
    return tag + ": asleep" + (removed ? ", and its listener is gone" : "");
  }
}
