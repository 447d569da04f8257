// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.api.Inbound;
import io.sallyport.api.Sessions;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code tor:enable} and {@code tor:disable}: Tor as programs expect it, by a port of its own. */
@Component(
    service = ListenerCommands.class,
    property = {
      "osgi.command.scope=tor",
      "osgi.command.function=enable",
      "osgi.command.function=disable"
    })
public final class ListenerCommands {

  private static final String USUAL_PORT = "9050";

  /** Files are looked at every second or so. */
  private static final Duration LISTENING = Duration.ofSeconds(8);

  /** A port may be ours until its former listener has gone. */
  private static final Duration STUBBORN = Duration.ofSeconds(1);

  private static final Duration WAKING = Duration.ofSeconds(20);
  private static final long STEP_MILLIS = 20;

  private final TorOutbounds outbounds;
  private final ListenerFile listener;

  // Not final: a dynamic reference has no constructor form.
  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile List<Inbound> inbounds = List.of();

  /** For declarative services. */
  @Activate
  public ListenerCommands(@Reference Sessions sessions, BundleContext context) {
    this.outbounds = new TorOutbounds(sessions);
    this.listener =
        new ListenerFile(
            context.getProperty("sallyport.home") instanceof String home ? Path.of(home) : null);
  }

  /**
   * {@code tor:enable [PORT]}.
   *
   * @throws IOException if the listener's file cannot be written
   * @throws CommandFailure if there is no listener in the end, with why
   */
  @Descriptor("wakes Tor and makes a SOCKS listener for it on this machine")
  public void enable(
      CommandSession shell,
      @Parameter(names = "--outbound", absentValue = "")
          @Descriptor("tag of the outbound")
          @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
          String outbound,
      @Descriptor("TCP port of 127.0.0.1; 9050 unless said") @Value(value = "PORT", optional = true)
          String[] port)
      throws CommandFailure, IOException, InterruptedException {
    var tag = outbounds.tag(outbound);
    var found = outbounds.all().get(tag);
    int number = Arguments.port("PORT", Arguments.optional("port", USUAL_PORT, port));
    var file = listener.write(tag, number);
    var where = "127.0.0.1:" + number;
    awaitListener(tag, where);
    var screen = Screen.of(shell);
    screen.line(tag + ": SOCKS on " + where + " by " + file.getFileName());
    new WakeScreen(tag, screen, WAKING).follow(found.wake(), found::bootstrap);
  }

  private void awaitListener(String tag, String where) throws CommandFailure, InterruptedException {
    long end = System.nanoTime() + LISTENING.toNanos();
    String problem = "the file is there, and its listener is not; see config:errors";
    while (System.nanoTime() < end) {
      for (var inbound : inbounds) {
        var status = inbound.status();
        if (inbound.tag().equals(tag) && status.where().equals(where)) {
          if (status.problem() == null) {
            return;
          }
          problem = status.problem();
          end = Math.min(end, System.nanoTime() + STUBBORN.toNanos());
        }
      }
      Thread.sleep(STEP_MILLIS);
    }
    throw CommandFailure.failed(tag + ": no SOCKS on " + where + ": " + problem);
  }

  /**
   * {@code tor:disable}.
   *
   * @throws IOException if the listener's file cannot be removed
   */
  @Descriptor("takes the listener of tor:enable away and puts Tor to sleep, streams and all")
  public void disable(
      CommandSession shell,
      @Parameter(names = "--outbound", absentValue = "")
          @Descriptor("tag of the outbound")
          @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
          String outbound)
      throws CommandFailure, IOException {
    var tag = outbounds.tag(outbound);
    var found = outbounds.all().get(tag);
    boolean removed = listener.remove(tag);
    found.sleep();
    Screen.of(shell).line(tag + ": asleep" + (removed ? ", and its listener is gone" : ""));
  }
}
