// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.Map;

/**
 * What idle sessions cost a relay.
 *
 * @param asked sessions that were asked for
 * @param held sessions that were opened
 * @param answered of those, sessions that returned an echo afterwards
 * @param perSecond how fast they were opened
 * @param rssKib growth of resident memory per session
 * @param pssKib the same with shared pages divided among those who share them
 * @param totalMib resident memory while holding, shared pages divided
 * @param processes of the relay while holding
 * @param cpu microseconds per session to open it
 */
record Memory(
    String relay,
    int asked,
    int held,
    int answered,
    double perSecond,
    double rssKib,
    double pssKib,
    double totalMib,
    int processes,
    double cpu,
    Map<String, Integer> failures) {

  boolean clean() {
    return answered == asked && failures.isEmpty();
  }
}
