// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.IpJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The programmer of routing rules and routes, by ip(8). Blocks; any thread but an event loop.
 *
 * <p>The kernel has no transaction over rules and routes; {@link #install} therefore sets routes
 * first and rules last, and takes back what it has done where a step fails.
 */
public final class Routing {

  /** Plans share rules, and between looking for one and adding it nobody else may add it. */
  private static final ReentrantLock CHANGES = new ReentrantLock();

  private final Commands commands;

  /** In the network namespace of this process. */
  public Routing() {
    this(Commands.HERE);
  }

  public Routing(Commands commands) {
    this.commands = commands;
  }

  /**
   * Sets what is not there yet, and reads it back. What was there stays, also when a later step
   * fails.
   */
  public void install(RoutingPlan plan) throws CommandException {
    CHANGES.lock();
    try {
      installAlone(plan);
    } finally {
      CHANGES.unlock();
    }
  }

  private void installAlone(RoutingPlan plan) throws CommandException {
    var done = new ArrayList<Undo>();
    try {
      for (var route : plan.routes()) {
        if (!isThere(route)) {
          change("route", "replace", route.family(), route.words());
          done.add(() -> remove(route));
        }
      }
      for (var rule : plan.rules()) {
        if (!rules(rule.family()).contains(rule)) {
          change("rule", "add", rule.family(), rule.words());
          done.add(() -> remove(rule));
        }
      }
      requireThere(plan);
    } catch (CommandException e) {
      for (var undo : done.reversed()) {
        try {
          undo.run();
        } catch (CommandException also) {
          e.addSuppressed(also);
        }
      }
      throw e;
    }
  }

  /** Whether everything of a plan is in force. */
  public boolean isInstalled(RoutingPlan plan) throws CommandException {
    for (var route : plan.routes()) {
      if (!isThere(route)) {
        return false;
      }
    }
    for (var rule : plan.rules()) {
      if (!rules(rule.family()).contains(rule)) {
        return false;
      }
    }
    return true;
  }

  /** Takes away what is there of a plan, rules first; what is not there is no error. */
  public void remove(RoutingPlan plan) throws CommandException {
    CHANGES.lock();
    try {
      for (var rule : new LinkedHashSet<>(plan.rules())) {
        remove(rule);
      }
      for (var route : plan.routes()) {
        remove(route);
      }
    } finally {
      CHANGES.unlock();
    }
  }

  /** Takes a rule away as often as it is there. */
  public void remove(IpRule rule) throws CommandException {
    long times = rules(rule.family()).stream().filter(rule::equals).count();
    for (long i = 0; i < times; i++) {
      change("rule", "del", rule.family(), rule.words());
    }
  }

  /** Takes a route away if it is there. */
  public void remove(IpRoute route) throws CommandException {
    if (isThere(route)) {
      change("route", "del", route.family(), route.words());
    }
  }

  /**
   * The rules of a family that this API can express, in the order of the kernel; rules with other
   * conditions are left out.
   */
  public List<IpRule> rules(Family family) throws CommandException {
    return IpJson.rules(family, commands.run("ip", family.option(), "-N", "-j", "rule", "show"));
  }

  /** The routes of a table; none if there is no such table. */
  public List<IpRoute> routes(Family family, long table) throws CommandException {
    try {
      return IpJson.routes(
          family,
          table,
          commands.run(
              "ip", family.option(), "-N", "-j", "route", "show", "table", Long.toString(table)));
    } catch (CommandException e) {
      if (e.said().contains("FIB table does not exist")) {
        return List.of();
      }
      throw e;
    }
  }

  private boolean isThere(IpRoute route) throws CommandException {
    return routes(route.family(), route.table()).stream().anyMatch(r -> covers(route, r));
  }

  /** The kernel fills in a metric, and for IPv6 a device, where none was given. */
  private static boolean covers(IpRoute wanted, IpRoute held) {
    return wanted.kind() == held.kind()
        && wanted.destination().equals(held.destination())
        && java.util.Objects.equals(wanted.via(), held.via())
        && (wanted.device() == null || wanted.device().equals(held.device()))
        && (wanted.metric() == 0 || wanted.metric() == held.metric());
  }

  private void requireThere(RoutingPlan plan) throws CommandException {
    if (!isInstalled(plan)) {
      throw new CommandException(
          List.of("ip", "rule", "show"),
          -1,
          "the rules and routes are not what was written",
          "somebody else changes them: a network manager?");
    }
  }

  private void change(String object, String verb, Family family, List<String> words)
      throws CommandException {
    var command = new ArrayList<>(List.of("ip", family.option(), object, verb));
    command.addAll(words);
    commands.run(command, null);
  }

  private interface Undo {
    void run() throws CommandException;
  }
}
