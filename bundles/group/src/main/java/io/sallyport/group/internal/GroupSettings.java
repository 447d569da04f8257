// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of a group; immutable.
 *
 * @param outbounds tags of the members, at least one
 * @param interrupt whether streams by other members are closed when the chosen one changes
 * @param connectTimeout of a dial over all members
 * @param mostFailures after which a member rests
 * @param probes null where nothing is probed
 */
record GroupSettings(
    String tag,
    List<String> outbounds,
    boolean interrupt,
    Duration connectTimeout,
    Rule rule,
    int mostFailures,
    @Nullable ProbePlan probes) {

  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

  static GroupSettings of(Kind kind, Map<String, ?> properties) throws ConfigException {
    var settings = Settings.of(GroupKeys.of(kind), properties);
    var tag = properties.get(Outbound.TAG) instanceof String set ? set : settings.tag();
    return of(kind, tag, settings);
  }

  /** A tag is not known where only the values of a file are checked. */
  static GroupSettings of(Kind kind, @Nullable String tag, Settings settings)
      throws ConfigException {
    var problems = new ArrayList<ConfigProblem>();
    var outbounds = settings.get(GroupKeys.OUTBOUNDS);
    checkMembers(tag, outbounds, problems);
    var timeout = positive(GroupKeys.CONNECT_TIMEOUT, settings, problems);
    var rule = rule(kind, settings, problems);
    boolean health = kind != Kind.SELECTOR;
    var probes = health ? probes(kind, settings, problems) : null;
    if (!problems.isEmpty() || rule == null) {
      throw new ConfigException(problems);
    }
    return new GroupSettings(
        tag == null ? "" : tag,
        outbounds,
        settings.get(GroupKeys.INTERRUPT),
        timeout,
        rule,
        health ? settings.get(GroupKeys.MAX_FAILED_TIMES) : Integer.MAX_VALUE,
        probes);
  }

  private static void checkMembers(
      @Nullable String tag, List<String> outbounds, List<ConfigProblem> problems) {
    if (outbounds.isEmpty()) {
      problems.add(new ConfigProblem("outbounds", "is empty; a group needs a member"));
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < outbounds.size(); i++) {
      var one = outbounds.get(i);
      var path = "outbounds[" + i + "]";
      if (one.isEmpty()) {
        problems.add(new ConfigProblem(path, "is empty"));
      } else if (!seen.add(one)) {
        problems.add(new ConfigProblem(path, "\"" + one + "\" is a member already"));
      } else if (one.equals(tag)) {
        problems.add(new ConfigProblem(path, "is the group itself"));
      }
    }
  }

  private static Duration positive(
      Key<Duration> key, Settings settings, List<ConfigProblem> problems) {
    var value = settings.get(key);
    if (!value.isPositive()) {
      problems.add(new ConfigProblem(key.name(), "must be longer than nothing"));
    }
    return value;
  }

  private static @Nullable Rule rule(Kind kind, Settings settings, List<ConfigProblem> problems) {
    return switch (kind) {
      case SELECTOR -> {
        var byDefault = settings.find(GroupKeys.DEFAULT);
        if (byDefault != null && !settings.get(GroupKeys.OUTBOUNDS).contains(byDefault)) {
          problems.add(new ConfigProblem("default", "\"" + byDefault + "\" is not a member"));
        }
        yield new Rule.Manual(byDefault);
      }
      case URLTEST -> new Rule.Delay(settings.get(GroupKeys.TOLERANCE));
      case FALLBACK -> new Rule.InOrder();
      case LOADBALANCE -> {
        try {
          yield new Rule.Spread(Rule.Strategy.of(settings.get(GroupKeys.STRATEGY)));
        } catch (IllegalArgumentException e) {
          problems.add(new ConfigProblem("strategy", String.valueOf(e.getMessage())));
          yield null;
        }
      }
    };
  }

  private static @Nullable ProbePlan probes(
      Kind kind, Settings settings, List<ConfigProblem> problems) {
    var url = settings.find(GroupKeys.URL);
    if (url == null) {
      if (kind == Kind.URLTEST) {
        problems.add(
            new ConfigProblem(
                "url", "is missing: a urltest needs one, and Sallyport calls nobody by default"));
      }
      return null;
    }
    var interval = settings.get(GroupKeys.INTERVAL);
    var idle = settings.get(GroupKeys.IDLE_TIMEOUT);
    if (interval.compareTo(LEAST_INTERVAL) < 0) {
      problems.add(new ConfigProblem("interval", "must be at least 1s"));
    } else if (interval.compareTo(idle) > 0) {
      problems.add(new ConfigProblem("interval", "must not be longer than idle_timeout"));
    }
    var timeout = positive(GroupKeys.TIMEOUT, settings, problems);
    boolean lazy = kind == Kind.URLTEST || settings.get(GroupKeys.LAZY);
    try {
      return new ProbePlan(ProbeTarget.of(url), interval, timeout, idle, lazy);
    } catch (IllegalArgumentException e) {
      problems.add(new ConfigProblem("url", String.valueOf(e.getMessage())));
      return null;
    }
  }
}
