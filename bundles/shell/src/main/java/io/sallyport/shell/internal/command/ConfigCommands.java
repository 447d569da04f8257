// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import com.google.gson.JsonArray;
import io.sallyport.api.config.Configurations;
import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Listing;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code config}: the files, and what is wrong with them. */
@Component(
    service = ConfigCommands.class,
    property = {
      "osgi.command.scope=config",
      "osgi.command.function=list",
      "osgi.command.function=errors"
    })
public final class ConfigCommands {

  private static final Listing<Configurations.ConfigFile> FILES =
      new Listing<>(
          "no configuration files",
          List.of(text("PID"), word("STATE"), number("GENERATION"), number("SINCE"), text("FILE")),
          file ->
              Table.cells(
                  file.pid(),
                  Shown.state(file.state()),
                  file.generation(),
                  Human.age(Duration.between(file.since(), Instant.now())),
                  file.path().getFileName()),
          ConfigCommands::json);

  private final Configurations configurations;
  private final Inbounds inbounds;

  /** For declarative services. */
  @Activate
  public ConfigCommands(@Reference Configurations configurations, @Reference Inbounds inbounds) {
    this.configurations = configurations;
    this.inbounds = inbounds;
  }

  /** {@code config:list}. */
  @Descriptor("lists the configuration files and whether they are in force")
  public void list(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    FILES.show(shell, json, configurations.files());
  }

  /** {@code config:errors}. */
  @Descriptor("lists what is wrong with files, and inbounds that do not work")
  public void errors(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    Screen screen = Screen.of(shell);
    var findings =
        configurations.files().stream().flatMap(file -> file.findings().stream()).toList();
    var broken = inbounds.all().stream().filter(one -> one.status().problem() != null).toList();
    if (json) {
      JsonArray all = Json.array(findings, ConfigCommands::json);
      all.addAll(
          Json.array(
              broken,
              one -> new Json().put("inbound", one.tag()).put("message", one.status().problem())));
      screen.json(all);
      return;
    }
    for (var file : configurations.files()) {
      if (file.state() == Configurations.State.STALE) {
        screen.line(
            Tone.WARN,
            file.path().getFileName()
                + ": refused; generation "
                + file.generation()
                + " is still in force");
      }
      file.findings().forEach(finding -> screen.line(finding.toString()));
    }
    for (var one : broken) {
      screen.line(Tone.BAD, "inbound " + one.tag() + ": " + one.status().problem());
    }
    if (findings.isEmpty() && broken.isEmpty()) {
      screen.line(Tone.GOOD, "nothing is wrong");
    }
  }

  private static Json json(Configurations.ConfigFile file) {
    return new Json()
        .put("path", file.path().toString())
        .put("pid", file.pid())
        .put("state", file.state().name().toLowerCase(Locale.ROOT))
        .put("generation", file.generation())
        .put("since", file.since().toString())
        .put("findings", Json.array(file.findings(), ConfigCommands::json));
  }

  private static Json json(Configurations.Finding finding) {
    return new Json()
        .put("file", finding.file().toString())
        .put("line", finding.line())
        .put("column", finding.column())
        .put("key", finding.key())
        .put("message", finding.message());
  }
}
