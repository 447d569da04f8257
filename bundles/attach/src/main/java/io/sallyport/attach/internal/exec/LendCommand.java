// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.exec;

import io.sallyport.api.Sessions;
import io.sallyport.attach.internal.command.Attached;
import io.sallyport.attach.internal.life.Attachment;
import io.sallyport.attach.internal.settings.InterfaceSchema;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Tagged;
import io.sallyport.command.Value;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Commands;
import io.sallyport.linux.Interfaces;
import java.io.IOException;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Shell command {@code attach:lend}. */
@Component(
    service = LendCommand.class,
    property = {"osgi.command.scope=attach", "osgi.command.function=lend"})
public final class LendCommand {

  /** Only what {@code sallyport exec} makes has such a name, since it is taken away at the end. */
  private static final Pattern NAME = Pattern.compile("sx-[0-9a-z]{1,12}");

  private static final long PATIENCE_SECONDS = 15;

  /** Any bundle may use the configuration (Compendium §104.4.1). */
  private static final String ANY_LOCATION = "?";

  /** DNS is answered here; where no {@code dns} says otherwise, with fake addresses. */
  private static final String RULES = "[{\"tag\":\"dns\",\"port\":53,\"action\":\"hijack-dns\"}]";

  private final Attached attached;
  private final ConfigurationAdmin admin;
  private final Sessions sessions;
  private final Commands commands = Commands.HERE;
  private final Logger log;

  /** For declarative services. */
  @Activate
  public LendCommand(
      @Reference Attached attached,
      @Reference ConfigurationAdmin admin,
      @Reference Sessions sessions,
      @Reference(service = LoggerFactory.class) Logger log) {
    this.attached = attached;
    this.admin = admin;
    this.sessions = sessions;
    this.log = log;
  }

  /**
   * {@code attach:lend IFACE}: says {@code attached} when everything of the interface is captured,
   * and then waits to be interrupted.
   *
   * @throws CommandFailure for another interface than one of exec, or no such outbound
   * @throws IOException if it is not attached in time, with the reason
   */
  @Descriptor("attaches the interface of one program until it is interrupted; for sallyport exec")
  public void lend(
      CommandSession shell,
      @Descriptor("outbound that everything goes by")
          @Parameter(names = "--outbound", absentValue = "direct")
          @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
          String outbound,
      @Descriptor("interface that sallyport exec has made") @Value("INTERFACE") String iface)
      throws CommandFailure, IOException, InterruptedException {
    if (!NAME.matcher(iface).matches()) {
      throw CommandFailure.failed(
          "\"" + iface + "\" is not of sallyport exec; attach:enable attaches interfaces");
    }
    Tagged.of("outbound", sessions.outbounds()).get(outbound);
    var configuration = admin.getFactoryConfiguration(InterfaceSchema.PID, iface, ANY_LOCATION);
    if (configuration.getProperties() != null) {
      throw CommandFailure.failed("\"" + iface + "\" is lent already");
    }
    if (Interfaces.find(iface).isEmpty()) {
      throw CommandFailure.failed("no interface \"" + iface + "\"");
    }
    try {
      configuration.update(
          new Hashtable<>(
              Map.of(
                  "type", "tproxy",
                  "interface_name", iface,
                  ".rules", RULES,
                  "final", outbound)));
      awaitAttached(iface);
      shell.getConsole().println("attached");
      shell.getConsole().flush();
      new CountDownLatch(1).await();
    } finally {
      // On a thread of its own: whoever interrupts once, or hangs up, may interrupt again.
      Thread.ofVirtual().name("attach-lend").start(() -> takeBack(iface, configuration)).join();
    }
  }

  private void awaitAttached(String iface) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      var inbound = attached.find(iface);
      boolean ready =
          inbound != null
              && inbound.attachment().phase() == Attachment.Phase.ATTACHED
              && inbound.status().problem() == null;
      if (ready) {
        return;
      }
      if (System.nanoTime() > deadline) {
        String problem = inbound == null ? null : inbound.status().problem();
        throw new IOException(problem == null ? "the interface is not attached in time" : problem);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** The link before the guard, so that there is no moment at which something could pass. */
  private void takeBack(String iface, Configuration configuration) {
    try {
      removeLink(iface);
      configuration.delete();
    } catch (IOException | IllegalStateException e) {
      log.error("{} is not taken back, so its guard stays: {}", iface, e.getMessage());
    }
  }

  private void removeLink(String iface) throws CommandException {
    try {
      commands.run("ip", "link", "delete", "dev", iface);
    } catch (CommandException e) {
      if (!e.said().contains("Cannot find device")) {
        throw e;
      }
    }
  }
}
