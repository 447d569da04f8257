// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import java.io.IOException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code attach:enable}: attaches an interface without a file being written by hand. */
@Component(
    service = EnableCommand.class,
    property = {"osgi.command.scope=attach", "osgi.command.function=enable"})
public final class EnableCommand {

  private final Attached attached;
  private final Enabling enabling;

  /** For declarative services. */
  @Activate
  public EnableCommand(@Reference Attached attached, @Reference Enabling enabling) {
    this.attached = attached;
    this.enabling = enabling;
  }

  /** {@code attach:enable IFACE}. */
  @Descriptor("attaches an interface, until the next restart unless --save is given")
  public void enable(
      CommandSession shell,
      @Parameter(names = "--type", absentValue = "tproxy")
          @Descriptor("tproxy, redirect or tun")
          @Value(
              value = "TYPE",
              kind = Value.Kind.WORDS,
              words = {"tproxy", "redirect", "tun"})
          String type,
      @Parameter(names = "--outbound", absentValue = "")
          @Descriptor(
              "outbound that everything goes by; direct if neither this nor --proxy is given")
          @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
          String outbound,
      @Parameter(names = "--proxy", absentValue = "")
          @Descriptor("SOCKS5 proxy that everything goes by: HOST:PORT")
          @Value("HOST:PORT")
          String proxy,
      @Parameter(names = "--user", absentValue = "")
          @Descriptor("user at that proxy; the password is the secret of --secret")
          @Value("NAME")
          String user,
      @Parameter(names = "--secret", absentValue = "")
          @Descriptor("name of the secret that holds the password: a file in secrets/")
          @Value("NAME")
          String secret,
      @Parameter(names = "--max-connections", absentValue = "0")
          @Descriptor("sessions at a time; 0 for no limit")
          @Value("N")
          String maxConnections,
      @Parameter(names = "--save", presentValue = "true", absentValue = "false")
          @Descriptor("writes files to configs/, so that it is attached after a restart too")
          boolean save,
      @Descriptor("the interface; one that is released, or was disabled, comes back as it was")
          @Value("INTERFACE")
          String iface)
      throws CommandFailure, IOException {
    Screen screen = Screen.of(shell);
    int most = (int) Arguments.number("--max-connections", maxConnections, 0, Integer.MAX_VALUE);
    Wish wish;
    try {
      wish = new Wish(iface, type, outbound, proxy, user, secret, most);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
    if (attached.find(iface) instanceof InterfaceInbound there) {
      if (!wish.isPlain() || save) {
        throw CommandFailure.failed(
            iface
                + " is attached as its file says; change that, or attach:disable "
                + iface
                + " first");
      }
      there.attachment().resume();
      screen.line(iface + " is attached; its file says how");
    } else {
      screen.line(enabling.enable(wish, save));
    }
  }
}
