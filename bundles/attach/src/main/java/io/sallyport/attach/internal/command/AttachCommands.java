// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.attach.internal.life.Guards;
import io.sallyport.attach.internal.tproxy.Families;
import io.sallyport.linux.LinuxException;
import io.sallyport.linux.Routing;
import java.io.IOException;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Shell commands {@code attach:list}, {@code show}, {@code enable}, {@code disable}, {@code
 * release}.
 */
@Component(
    service = AttachCommands.class,
    property = {
      "osgi.command.scope=attach",
      "osgi.command.function=list",
      "osgi.command.function=show",
      "osgi.command.function=enable",
      "osgi.command.function=disable",
      "osgi.command.function=release"
    })
@Descriptor("network interfaces whose traffic becomes sessions")
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
  public String list(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json)
      throws LinuxException {
    return json
        ? AttachText.json(attached.all(), attached.orphans())
        : AttachText.table(attached.all(), attached.orphans());
  }

  /** {@code attach:show IFACE}. */
  @Descriptor("shows how an attached interface fares, with the counters of its rules")
  public String show(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("interface, or tag of its file") String iface)
      throws LinuxException {
    var inbound = get(iface);
    var counts = inbound.attachment().kernelCounts();
    return json ? AttachText.json(inbound, counts) : AttachText.page(inbound, counts);
  }

  /** {@code attach:enable IFACE}. */
  @Descriptor("attaches an interface, until the next restart unless --save is given")
  public String enable(
      @Descriptor("tproxy, redirect or tun") @Parameter(names = "--type", absentValue = "tproxy")
          String type,
      @Descriptor("outbound that everything goes by; direct if neither this nor --proxy is given")
          @Parameter(names = "--outbound", absentValue = "")
          String outbound,
      @Descriptor("SOCKS5 proxy that everything goes by: HOST:PORT")
          @Parameter(names = "--proxy", absentValue = "")
          String proxy,
      @Descriptor("user at that proxy; the password is the secret of --secret")
          @Parameter(names = "--user", absentValue = "")
          String user,
      @Descriptor("name of the secret that holds the password: a file in secrets/")
          @Parameter(names = "--secret", absentValue = "")
          String secret,
      @Descriptor("sessions at a time; 0 for no limit")
          @Parameter(names = "--max-connections", absentValue = "0")
          int maxConnections,
      @Descriptor("writes files to configs/, so that it is attached after a restart too")
          @Parameter(names = "--save", presentValue = "true", absentValue = "false")
          boolean save,
      @Descriptor("the interface; one that is released, or was disabled, comes back as it was")
          String iface)
      throws IOException {
    if (attached.find(iface) instanceof InterfaceInbound there) {
      there.attachment().resume();
      return iface + " is attached; its file says how";
    }
    var wish = new Wish(iface, type, outbound, proxy, user, secret, maxConnections);
    return enabling.enable(wish, save);
  }

  /** {@code attach:disable IFACE}. */
  @Descriptor("detaches an interface in order: sessions end, its traffic passes as it did before")
  public String disable(@Descriptor("interface, or tag of its file") String iface)
      throws IOException {
    return enabling.disable(get(iface));
  }

  /** {@code attach:release IFACE}. */
  @Descriptor(
      "opens an interface again, attached or left behind: its traffic passes in clear from now on")
  public String release(@Descriptor("the interface") String iface) throws LinuxException {
    if (attached.find(iface) instanceof InterfaceInbound there) {
      there.attachment().release();
      return iface + " is released; attach:enable " + iface + " attaches it again";
    }
    if (!attached.orphans().contains(iface)) {
      throw new IllegalArgumentException("no guard stands for \"" + iface + "\"");
    }
    Guards.open(attached.nft(), new Routing(), Families.present(), iface);
    return iface + " is released";
  }

  private InterfaceInbound get(String iface) {
    var found = attached.find(iface);
    if (found == null) {
      throw new IllegalArgumentException(
          "\""
              + iface
              + "\" is not attached; there are: "
              + String.join(
                  ", ", attached.all().stream().map(i -> i.settings().interfaceName()).toList()));
    }
    return found;
  }
}
