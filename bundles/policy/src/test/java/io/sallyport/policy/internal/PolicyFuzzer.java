// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import io.sallyport.api.config.ConfigException;
import java.nio.charset.StandardCharsets;

/** Jazzer target: any text as {@code rules} gives a policy or a refusal, and nothing else. */
public final class PolicyFuzzer {

  private PolicyFuzzer() {}

  /** One text, in UTF-8. */
  public static void fuzzerTestOneInput(byte[] data) {
    offer(data);
  }

  /** Whether the text was taken. */
  static boolean offer(byte[] data) {
    try {
      var policy = Policies.of(new String(data, StandardCharsets.UTF_8));
      for (var asked :
          new Asked[] {Asked.host("www.corp.example"), Asked.host("10.0.0.1"), Asked.host("::2")}) {
        var question = asked.question();
        var decision = policy.decide(question);
        if (!policy.explain(question).decision().equals(decision)) {
          throw new IllegalStateException("explain and decide differ");
        }
      }
      policy.rules();
      policy.outbounds();
      return true;
    } catch (ConfigException e) {
      if (e.problems().isEmpty() || e.problems().stream().anyMatch(p -> p.message().isBlank())) {
        throw new IllegalStateException("a refusal without a reason", e);
      }
      return false;
    }
  }
}
