// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.attach.internal.life.Guards;
import io.sallyport.attach.internal.tproxy.Families;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import io.sallyport.linux.LinuxException;
import io.sallyport.linux.Routing;
import java.io.IOException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code attach}: what is attached, and an end to it. */
@Component(
    service = AttachCommands.class,
    property = {
      "osgi.command.scope=attach",
      "osgi.command.function=list",
      "osgi.command.function=show",
      "osgi.command.function=guard",
      "osgi.command.function=disable",
      "osgi.command.function=release"
    })
public final class AttachCommands {

  private final Attached attached;
  private final Enabling enabling;

  /** Commands over what is attached. */
  @Activate
  public AttachCommands(@Reference Attached attached, @Reference Enabling enabling) {
    this.attached = attached;
    this.enabling = enabling;
  }

  /** {@code attach:list}. */
  @Descriptor("lists attached interfaces and guards that were left behind")
  public void list(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json)
      throws LinuxException {
    Line.LISTING.show(shell, json, Line.all(attached.all(), attached.orphans()));
  }

  /** {@code attach:show IFACE}. */
  @Descriptor("shows how an attached interface fares, with the counters of its rules")
  public void show(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("interface, or tag of its file")
          @Value(value = "INTERFACE", kind = Value.Kind.INBOUND)
          String iface)
      throws CommandFailure, LinuxException {
    var inbound = attached.get(iface);
    var page = new AttachPage(inbound, inbound.attachment().kernelCounts());
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(page.json());
    } else {
      page.show(screen);
    }
  }

  /** {@code attach:guard IFACE}. */
  @Descriptor("prints the guard of an interface as a script of nft, to be loaded at boot")
  public void guard(
      CommandSession shell,
      @Descriptor("interface, or tag of its file")
          @Value(value = "INTERFACE", kind = Value.Kind.INBOUND)
          String iface)
      throws CommandFailure {
    shell.getConsole().print(Guards.script(attached.get(iface).settings()));
  }

  /** {@code attach:disable IFACE}. */
  @Descriptor("detaches an interface in order: sessions end, its traffic passes as it did before")
  public void disable(
      CommandSession shell,
      @Descriptor("interface, or tag of its file")
          @Value(value = "INTERFACE", kind = Value.Kind.INBOUND)
          String iface)
      throws CommandFailure, IOException {
    Screen.of(shell).line(enabling.disable(attached.get(iface)));
  }

  /** {@code attach:release IFACE}. */
  @Descriptor(
      "opens an interface again, attached or left behind: its traffic passes in clear from now on")
  public void release(
      CommandSession shell,
      @Descriptor("the interface") @Value(value = "INTERFACE", kind = Value.Kind.INBOUND)
          String iface)
      throws CommandFailure, LinuxException {
    Screen screen = Screen.of(shell);
    if (attached.find(iface) instanceof InterfaceInbound there) {
      there.attachment().release();
      screen.line(iface + " is released; attach:enable " + iface + " attaches it again");
      return;
    }
    if (!attached.orphans().contains(iface)) {
      throw CommandFailure.failed("no guard stands for \"" + iface + "\"");
    }
    Guards.open(attached.nft(), new Routing(), Families.present(), iface);
    screen.line(iface + " is released");
  }
}
