// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Opens the door of this instance while gogo is there. Without it the product works on. */
@Component(service = {})
public final class ShellComponent {

  private final Logger log;
  private final @Nullable ShellServer server;

  /** For declarative services. */
  @Activate
  public ShellComponent(
      BundleContext context,
      @Reference CommandProcessor gogo,
      @Reference Candidates candidates,
      @Reference(service = LoggerFactory.class) Logger log) {
    this.log = log;
    var catalog = new ServiceCatalog(context);
    this.server =
        open(
            context.getProperty("sallyport.home"),
            new GogoRunner(gogo, catalog, new Completions(catalog, candidates::of)));
  }

  private @Nullable ShellServer open(@Nullable String home, CommandRunner runner) {
    if (home == null) {
      log.info("No shell: the framework property sallyport.home is not set");
      return null;
    }
    try {
      var opened =
          ShellServer.open(
              Path.of(home), runner, e -> log.warn("The shell cannot accept a client: {}", e));
      log.debug("The shell listens on {}", opened.socket());
      return opened;
    } catch (IOException e) {
      log.error("No shell on this home: {}", e.getMessage());
      return null;
    }
  }

  @Deactivate
  void stop() {
    if (server != null) {
      try {
        server.close();
      } catch (IOException e) {
        log.warn("The shell's socket is left behind: {}", e.getMessage());
      }
    }
  }
}
