// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.shell.internal.text.Table.Column.number;
import static io.sallyport.shell.internal.text.Table.Column.text;
import static io.sallyport.shell.internal.text.Table.Column.word;

import com.google.gson.JsonArray;
import io.sallyport.api.config.Configurations;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.shell.internal.text.Human;
import io.sallyport.shell.internal.text.Json;
import io.sallyport.shell.internal.text.Screen;
import io.sallyport.shell.internal.text.Table;
import io.sallyport.shell.internal.text.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code config}: the files, what is wrong with them, and what may stand in them. */
@Component(
    service = ConfigCommands.class,
    property = {
      "osgi.command.scope=config",
      "osgi.command.function=list",
      "osgi.command.function=errors",
      "osgi.command.function=keys"
    })
public final class ConfigCommands {

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
    Screen screen = Screen.of(shell);
    var files = configurations.files();
    if (json) {
      screen.json(Json.array(files, ConfigCommands::json));
      return;
    }
    var table =
        new Table(text("PID"), word("STATE"), number("GENERATION"), number("SINCE"), text("FILE"));
    for (var file : files) {
      table.row(
          file.pid(),
          Shown.state(file.state()),
          file.generation(),
          Human.age(Duration.between(file.since(), Instant.now())),
          file.path().getFileName());
    }
    screen.show(table, "no configuration files");
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

  /** {@code config:keys}. */
  @Descriptor("tells every key that a file may have, with its type and default")
  public void keys(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor(
              "kinds of files: what stands before ~ in their names, or its last part; all if"
                  + " none is given")
          @Value(value = "PID", kind = Value.Kind.PID, optional = true)
          String[] pids)
      throws CommandFailure {
    List<Schema> chosen = choose(pids);
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(
          Json.array(
              chosen,
              schema ->
                  new Json()
                      .put("pid", schema.pid())
                      .put("doc", schema.doc())
                      .put("keys", Json.array(schema.keys(), ConfigCommands::json))));
      return;
    }
    for (Schema schema : chosen) {
      screen.line(Tone.HEADING, schema.pid());
      screen.prose(Tone.PLAIN, "  ", schema.doc());
      var table = new Table(word("KEY"), text("TYPE"), word("DEFAULT"), text("MEANING"));
      for (Key<?> key : schema.keys()) {
        table.row(key.name(), key.type(), key.required() ? "required" : key.fallback(), key.doc());
      }
      screen.show(table, "  no keys");
    }
  }

  private List<Schema> choose(String[] pids) throws CommandFailure {
    var all = new ArrayList<>(configurations.schemas());
    all.sort(Comparator.comparing(Schema::pid));
    if (pids.length == 0) {
      return all;
    }
    var chosen = new ArrayList<Schema>();
    for (String pid : pids) {
      var found =
          all.stream().filter(s -> s.pid().equals(pid) || s.pid().endsWith("." + pid)).toList();
      if (found.isEmpty()) {
        throw CommandFailure.failed(
            "no bundle here knows files of \""
                + pid
                + "\"; there are: "
                + String.join(", ", all.stream().map(Schema::pid).toList()));
      }
      chosen.addAll(found);
    }
    return chosen;
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

  private static Json json(Key<?> key) {
    return new Json()
        .put("name", key.name())
        .put("type", key.type())
        .put("default", key.fallback())
        .put("required", key.required())
        .put("secret", key.secret())
        .put("doc", key.doc());
  }
}
