// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.api.Sessions;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

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

  private final TorOutbounds outbounds;
  private final ListenerFile listener;

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
      throws CommandFailure, IOException {
    var tag = outbounds.tag(outbound);
    var found = outbounds.all().get(tag);
    int number = Arguments.port("PORT", Arguments.optional("port", USUAL_PORT, port));
    var file = listener.write(tag, number);
    found.wake();
    Screen.of(shell)
        .line(
            tag
                + ": SOCKS on 127.0.0.1:"
                + number
                + " by "
                + file.getFileName()
                + "; see tor:status");
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
