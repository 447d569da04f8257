// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import io.sallyport.api.Decision;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per decision; what grows with {@code size} is a defect. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class DecisionBenchmark {

  private static final int QUESTIONS = 1024;

  @Param({"10", "1000", "100000"})
  int size;

  @Param({"domain_suffix", "ip_cidr"})
  String field;

  /** Many rules of one value, or one rule of many values. */
  @Param({"rules", "entries"})
  String shape;

  private final Question[] hits = new Question[QUESTIONS];
  private final Question[] misses = new Question[QUESTIONS];
  private Policy policy = null;
  private int turn;

  /** Compiles the policy. */
  @Setup(Level.Trial)
  public void compile() throws Exception {
    boolean names = field.equals("domain_suffix");
    IntFunction<String> value =
        names
            ? i -> "\"d" + i + ".example\""
            : i -> "\"" + (16 + (i >> 16)) + "." + (i >> 8 & 255) + "." + (i & 255) + ".0/24\"";
    String rules =
        shape.equals("rules")
            ? list(i -> "{\"" + field + "\": " + value.apply(i) + ", \"outbound\": \"x\"}")
            : "[{\"" + field + "\": " + list(value) + ", \"outbound\": \"x\"}]";
    policy = Policies.of(rules);
    for (int q = 0; q < QUESTIONS; q++) {
      int i = (int) ((long) q * size / QUESTIONS);
      String rest = "." + (i >> 8 & 255) + "." + (i & 255) + ".7";
      hits[q] = Asked.host(names ? "www.d" + i + ".example" : 16 + (i >> 16) + rest).question();
      misses[q] = Asked.host(names ? "www.e" + i + ".example" : "200" + rest).question();
      if (policy.decide(hits[q]).rule().equals(Decision.Rule.FINAL)
          || !policy.decide(misses[q]).rule().equals(Decision.Rule.FINAL)) {
        throw new IllegalStateException("a hit that misses, or a miss that hits: " + hits[q]);
      }
    }
  }

  private String list(IntFunction<String> of) {
    return IntStream.range(0, size).mapToObj(of).collect(Collectors.joining(",", "[", "]"));
  }

  /** A rule decides. */
  @Benchmark
  public Decision hit() {
    return policy.decide(hits[turn++ & QUESTIONS - 1]);
  }

  /** No rule decides. */
  @Benchmark
  public Decision miss() {
    return policy.decide(misses[turn++ & QUESTIONS - 1]);
  }
}
