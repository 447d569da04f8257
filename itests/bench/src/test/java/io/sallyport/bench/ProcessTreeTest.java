// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessTreeTest {

  @Test
  void cpuTimeIsFoundBehindAnyName() {
    assertThat(
            ProcessTree.ticks(
                "12 (a ) R 9) S 1 2 3 0 -1 4194560 5 6 7 8 100 20 3 4 20 0 1 0 12345 6 7"))
        .isEqualTo(127);
  }

  @Test
  void thisProcessHasMemoryAndHasWorked() {
    var tree = new ProcessTree(ProcessHandle.current());

    assertThat(tree.rssKib()).isGreaterThan(10_000);
    assertThat(tree.pssKib()).isBetween(5_000L, tree.rssKib());
    assertThat(tree.cpuSeconds()).isPositive();
  }
}
