// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Decision;
import io.sallyport.api.Policy;
import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A compiler of policies that have a {@code final}, reject 127.0.0.66, route 127.0.0.2 by {@code
 * second}, and nothing else. Where {@code final} is {@code apart}, logins keep flows apart.
 */
final class FinalOnly implements PolicyCompiler {

  private static final Key<String> FINAL = Key.string("final", "the outbound").asRequired();

  @Override
  public List<Key<?>> keys() {
    return List.of(FINAL);
  }

  @Override
  public Policy compile(Settings settings) throws ConfigException {
    String outbound = settings.get(FINAL);
    if (outbound.isBlank()) {
      throw new ConfigException("final", "is blank");
    }
    return new Fixed(outbound);
  }

  private record Fixed(String outbound) implements Policy {
    @Override
    public boolean keepsLoginsApart() {
      return outbound.equals("apart");
    }

    @Override
    public Decision decide(Question question) {
      switch (question.flow().destination().host()) {
        case "127.0.0.66" -> {
          return new Decision.Reject(new Decision.Rule(0, "no"), Decision.Reject.Method.DEFAULT);
        }
        case "127.0.0.2" -> {
          return new Decision.Route(new Decision.Rule(1, "two"), "second", RouteOptions.NONE);
        }
        default -> {
          // by final
        }
      }
      return new Decision.Route(Decision.Rule.FINAL, outbound, RouteOptions.NONE);
    }

    @Override
    public Explanation explain(Question question) {
      return new Explanation(List.of(), decide(question));
    }

    @Override
    public Set<String> outbounds() {
      return Set.of(outbound);
    }

    @Override
    public List<RuleText> rules() {
      return List.of(new RuleText(Decision.Rule.FINAL, "", outbound));
    }

    @Override
    public Limits limits() {
      return new Limits(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
    }
  }
}
