// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code sallyport}: the product as a whole. */
@Component(
    service = SallyportCommands.class,
    property = {
      "osgi.command.scope=sallyport",
      "osgi.command.function=status",
      "osgi.command.function=version",
      "osgi.command.function=stop",
      "osgi.command.function=shutdown"
    })
public final class SallyportCommands {

  private final BundleContext context;
  private final Instance instance;

  /** For declarative services. */
  @Activate
  public SallyportCommands(BundleContext context, @Reference Instance instance) {
    this.context = context;
    this.instance = instance;
  }

  /** {@code sallyport:status}. */
  @Descriptor("shows how this instance fares")
  public void status(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    Status status = instance.status();
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(status.json());
    } else {
      status.show(screen);
    }
  }

  /** {@code sallyport:version}. */
  @Descriptor("shows the version of the product and of its Java")
  public void version(CommandSession shell) {
    Screen.of(shell)
        .line(
            "sallyport "
                + instance.version()
                + " (Java "
                + System.getProperty("java.vm.version", "?")
                + ")");
  }

  /** {@code sallyport:stop}. */
  @Descriptor("stops this instance, in order")
  public void stop(CommandSession shell) throws CommandFailure {
    Screen.of(shell).line("stopping");
    try {
      // The system bundle stops on a thread of its own; this returns at once.
      context.getBundle(0).stop();
    } catch (BundleException e) {
      throw CommandFailure.failed("the framework does not stop: " + e.getMessage());
    }
  }

  /** {@code sallyport:shutdown}. */
  @Descriptor("stops this instance, in order")
  public void shutdown(CommandSession shell) throws CommandFailure {
    stop(shell);
  }
}
