// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code tor:test}: whether a host can be reached by Tor, and how long it takes. */
@Component(
    service = TestCommand.class,
    property = {"osgi.command.scope=tor", "osgi.command.function=test"})
public final class TestCommand {

  /** Such a stream shares no circuit with anybody else's. */
  private static final Isolation APART = new Isolation(List.of("shell", "tor:test"));

  private final TorOutbounds outbounds;
  private final Transport transport;

  /** For declarative services. */
  @Activate
  public TestCommand(@Reference Sessions sessions, @Reference Transport transport) {
    this.outbounds = new TorOutbounds(sessions);
    this.transport = transport;
  }

  /** {@code tor:test HOST PORT}. */
  @Descriptor("connects to a host by Tor, tells how long it took, and closes at once")
  public void test(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Parameter(names = "--outbound", absentValue = "")
          @Descriptor("tag of the outbound")
          @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
          String outbound,
      @Descriptor("name or address") @Value("HOST") String host,
      @Descriptor("TCP port") @Value("PORT") String port)
      throws CommandFailure, InterruptedException {
    var tag = outbounds.tag(outbound);
    var found = outbounds.all().get(tag);
    var origin =
        new Origin("shell", "shell", null, InetSocketAddress.createUnresolved("shell", 0), null);
    Destination destination;
    try {
      destination = Destination.of(host, Arguments.port("PORT", port));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("HOST \"" + host + "\": " + e.getMessage());
    }
    long begun = System.nanoTime();
    try {
      found
          .connect(Flow.open(Network.TCP, origin, destination).isolatedBy(APART), transport.loop())
          .get()
          .close();
    } catch (ExecutionException e) {
      var cause = Objects.requireNonNullElse(e.getCause(), e);
      throw CommandFailure.failed(tag + ": " + cause.getMessage());
    }
    long millis = (System.nanoTime() - begun) / 1_000_000;
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(new Json().put("outbound", tag).put("milliseconds", millis));
    } else {
      screen.line(Tone.GOOD, tag + ": connected in " + millis + "ms");
    }
  }
}
