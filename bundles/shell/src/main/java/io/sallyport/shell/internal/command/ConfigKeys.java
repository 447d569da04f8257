// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.api.config.Configurations;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code config:keys}: what may stand in configuration files. */
@Component(
    service = ConfigKeys.class,
    property = {"osgi.command.scope=config", "osgi.command.function=keys"})
public final class ConfigKeys {

  private final Configurations configurations;

  /** For declarative services. */
  @Activate
  public ConfigKeys(@Reference Configurations configurations) {
    this.configurations = configurations;
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
                      .put("keys", Json.array(schema.keys(), ConfigKeys::json))));
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
