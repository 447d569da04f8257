// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowTableTest {

  private final List<String> gone = new ArrayList<>();
  private final FlowTable<Integer, String> table =
      new FlowTable<>(3, (key, value) -> gone.add(key + value));

  private void add(int key, long now) {
    table.findOrAdd(key, now, k -> "-" + k);
  }

  @Test
  void theOneSilentForLongestMakesWay() {
    add(1, 10);
    add(2, 20);
    add(3, 30);
    assertThat(table.find(1, 40)).isEqualTo("-1");
    add(4, 50);
    assertThat(gone).containsExactly("2-2");
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.evicted()).isOne();
    assertThat(table.find(2, 60)).isNull();
    assertThat(table.find(1, 60)).isEqualTo("-1");
  }

  @Test
  void whatIsKnownIsNotMadeAgain() {
    add(1, 10);
    assertThat(table.findOrAdd(1, 11, k -> "another")).isEqualTo("-1");
    assertThat(table.added()).isOne();
  }

  @Test
  void onlyTheSilentAgeOut() {
    add(1, 0);
    add(2, 50);
    table.find(1, 80);
    table.age(120, 60);
    assertThat(gone).containsExactly("2-2");
    assertThat(table.expired()).isOne();
    table.age(141, 60);
    assertThat(gone).containsExactly("2-2", "1-1");
    assertThat(table.size()).isZero();
  }

  @Test
  void agesArePastTheOverflowOfTheClock() {
    add(1, Long.MAX_VALUE - 5);
    table.age(Long.MIN_VALUE + 5, 60);
    assertThat(gone).isEmpty();
    table.age(Long.MIN_VALUE + 100, 60);
    assertThat(gone).containsExactly("1-1");
  }

  @Test
  void onlyTheEntryItselfIsRemovedAndNobodyIsTold() {
    add(1, 0);
    table.remove(1, new String("-1"));
    assertThat(table.size()).isOne();
    table.remove(1, table.find(1, 1));
    assertThat(table.size()).isZero();
    assertThat(gone).isEmpty();
  }

  @Test
  void clearingPutsOutAll() {
    add(1, 0);
    add(2, 0);
    table.clear();
    assertThat(gone).containsExactlyInAnyOrder("1-1", "2-2");
    assertThat(table.size()).isZero();
  }
}
