// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.api.Inbound;
import io.sallyport.api.Policy;
import io.sallyport.api.Sessions;
import io.sallyport.api.config.Configurations;
import io.sallyport.api.config.GoDuration;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Listing;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code policy}: which rules are in force, and how often they decided. */
@Component(
    service = PolicyCommands.class,
    property = {
      "osgi.command.scope=policy",
      "osgi.command.function=list",
      "osgi.command.function=show",
      "osgi.command.function=check"
    })
public final class PolicyCommands {

  private final Sessions sessions;
  private final Inbounds inbounds;
  private final Configurations configurations;

  private final Listing<Inbound> listing =
      new Listing<>(
          "no inbounds, so no policies",
          List.of(
              word("INBOUND"), word("TYPE"), number("RULES"), text("OUTBOUNDS"), text("ABSENT")),
          this::row,
          this::json);

  /** For declarative services. */
  @Activate
  public PolicyCommands(
      @Reference Sessions sessions,
      @Reference Inbounds inbounds,
      @Reference Configurations configurations) {
    this.sessions = sessions;
    this.inbounds = inbounds;
    this.configurations = configurations;
  }

  /** {@code policy:list}. */
  @Descriptor("lists the policies in force, one for each inbound")
  public void list(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    listing.show(shell, json, inbounds.all());
  }

  /** {@code policy:show}. */
  @Descriptor("shows the rules of an inbound in their order, and how often each decided")
  public void show(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("whose policy") @Value(value = "INBOUND", kind = Value.Kind.INBOUND) String tag)
      throws CommandFailure {
    var policy = inbounds.get(tag).policy();
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(
          new Json()
              .put("inbound", tag)
              .put("rules", Json.array(policy.rules(), rule -> json(tag, rule))));
      return;
    }
    var table = new Table(word("RULE"), text("IF"), text("THEN"), number("HITS"), number("ACTIVE"));
    for (var rule : policy.rules()) {
      var traffic = hits(tag, rule);
      table.row(
          rule.rule().tag(), rule.condition(), rule.action(), traffic.total(), traffic.active());
    }
    screen.show(table, "no rules");
    screen.line(Tone.DIM, limits(policy.limits()));
    screen.line(Tone.DIM, timeouts(policy.limits()));
  }

  /** {@code policy:check}. */
  @Descriptor("tells what is wrong with a configuration file, without using it")
  public void check(
      CommandSession shell,
      @Descriptor("the file, named as it would be in configs/")
          @Value(value = "FILE", kind = Value.Kind.FILE)
          String file)
      throws CommandFailure {
    Path path = shell.currentDir().resolve(file).normalize();
    if (!Files.isRegularFile(path)) {
      throw CommandFailure.failed("no file " + path);
    }
    var findings = configurations.check(path);
    Screen screen = Screen.of(shell);
    findings.forEach(finding -> screen.line(finding.toString()));
    if (!findings.isEmpty()) {
      throw CommandFailure.failed(
          path.getFileName() + " would be refused: " + Human.count(findings.size(), "problem"));
    }
    screen.line(Tone.GOOD, path.getFileName() + " would be taken");
  }

  private @Nullable Object[] row(Inbound inbound) {
    var policy = inbound.policy();
    var missing = missing(policy);
    return Table.cells(
        inbound.tag(),
        inbound.type(),
        policy.rules().size(),
        String.join(", ", new TreeSet<>(policy.outbounds())),
        missing.isEmpty() ? null : Shown.bad(String.join(", ", missing)));
  }

  private Json json(Inbound inbound) {
    return new Json()
        .put("inbound", inbound.tag())
        .put("type", inbound.type())
        .put("rules", inbound.policy().rules().size())
        .put("outbounds", Json.texts(new TreeSet<>(inbound.policy().outbounds())))
        .put("missing_outbounds", Json.texts(missing(inbound.policy())));
  }

  private TreeSet<String> missing(Policy policy) {
    var missing = new TreeSet<>(policy.outbounds());
    missing.removeAll(sessions.outbounds().keySet());
    return missing;
  }

  private Traffic hits(String inbound, Policy.RuleText rule) {
    return Traffic.sum(
        sessions.counts().stream()
            .filter(one -> one.inbound().equals(inbound) && one.rule().equals(rule.rule().tag()))
            .toList());
  }

  private Json json(String inbound, Policy.RuleText rule) {
    var traffic = hits(inbound, rule);
    return new Json()
        .put("tag", rule.rule().tag())
        .put("condition", rule.condition())
        .put("action", rule.action())
        .put("hits", traffic.total())
        .put("active", traffic.active());
  }

  private static String limits(Policy.Limits limits) {
    return "connections "
        + most(limits.maxConnections())
        + ", per source "
        + most(limits.maxConnectionsPerSource());
  }

  private static String timeouts(Policy.Limits limits) {
    return "connect_timeout "
        + GoDuration.format(limits.connectTimeout())
        + ", idle_timeout "
        + (limits.idleTimeout().isZero() ? "never" : GoDuration.format(limits.idleTimeout()))
        + ", udp_timeout "
        + GoDuration.format(limits.udpTimeout());
  }

  private static String most(int limit) {
    return limit == 0 ? "unlimited" : "at most " + limit;
  }
}
