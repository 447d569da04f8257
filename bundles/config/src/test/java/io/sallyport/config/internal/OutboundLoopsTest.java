// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundLoopsTest {

  private final Map<String, List<String>> graph = new HashMap<>();

  private OutboundLoops loops(String text) {
    for (String edge : text.split(" ")) {
      var ends = edge.split(">");
      graph.computeIfAbsent(ends[0], _ -> new ArrayList<>()).add(ends[1]);
    }
    return new OutboundLoops(tag -> graph.getOrDefault(tag, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "a>a, a, a a",
    "a>b b>a, b, a b a",
    "a>b b>c c>d d>b d>a, b, a b c d a",
    // A group with a member that leads nowhere first.
    "a>g g>x g>y y>a x>z, g, a g y a",
  })
  void findsTheWayBack(String edges, String first, String way) {
    assertThat(loops(edges).back("a", first)).containsExactly(way.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "a>b b>c, b",
    // A loop that is not ours: its own files are told of it.
    "a>b b>c c>b, b",
    "a>b a>c b>d c>d, c",
  })
  void findsNoneWhereThereIsNone(String edges, String first) {
    assertThat(loops(edges).back("a", first)).isNull();
  }

  @Test
  void looksAtEachOutboundOnceHoweverManyWaysLeadToIt() {
    var edges = new StringBuilder("a>n0");
    for (int i = 0; i < 60; i++) {
      edges.append(" n%d>n%d n%d>n%d".formatted(i, i + 1, i, i + 1));
    }
    assertThat(loops(edges.toString()).back("a", "n0")).isNull();
  }
}
