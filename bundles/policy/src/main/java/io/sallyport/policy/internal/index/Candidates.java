// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import java.util.Arrays;

/** Merges a few ascending lists of rules into one; scratch of one decision. */
public final class Candidates {

  /** Behind the last candidate. */
  public static final int END = Integer.MAX_VALUE;

  private final int from;
  private int[][] lists = new int[8][];
  private int[] at = new int[8];
  private int count;

  Candidates(int from) {
    this.from = from;
  }

  void add(int[] list) {
    if (list.length == 0 || list[list.length - 1] < from) {
      return;
    }
    if (count == lists.length) {
      lists = Arrays.copyOf(lists, count * 2);
      at = Arrays.copyOf(at, count * 2);
    }
    lists[count] = list;
    at[count] = list[0] >= from ? 0 : start(list);
    count++;
  }

  private int start(int[] list) {
    int found = Arrays.binarySearch(list, from);
    return found >= 0 ? found : -found - 1;
  }

  /** The next rule to look at, or {@link #END}. */
  public int next() {
    int least = END;
    for (int i = 0; i < count; i++) {
      least = Math.min(least, lists[i][at[i]]);
    }
    for (int i = 0; i < count; i++) {
      if (lists[i][at[i]] == least && ++at[i] == lists[i].length) {
        count--;
        lists[i] = lists[count];
        at[i] = at[count];
        i--;
      }
    }
    return least;
  }
}
