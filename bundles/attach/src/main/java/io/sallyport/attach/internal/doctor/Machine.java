// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import io.sallyport.linux.Capabilities;
import io.sallyport.linux.IpRule;
import io.sallyport.linux.KernelFeatures;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param capabilities null if they could not be read
 * @param features what the kernel does
 * @param failures what could not be looked at: the program and what it said
 * @param chains of all tables
 * @param rules of routing, both families
 * @param legacyTables tables of the old iptables, which nft does not show
 * @param sysctls by their name as sysctl(8) writes it; those that are not there are absent
 * @param interfaces those that are there, by name, with their kind
 * @param attached those that are to be attached, by name, with their problem or an empty text
 * @param orphans those whose guard was left behind
 */
record Machine(
    @Nullable Capabilities capabilities,
    KernelFeatures features,
    Map<String, String> failures,
    List<BaseChain> chains,
    List<IpRule> rules,
    List<String> legacyTables,
    Map<String, String> sysctls,
    Map<String, String> interfaces,
    Map<String, String> attached,
    List<String> orphans) {

  /** A switch as a number; -1 if it is not there. */
  long number(String sysctl) {
    try {
      return Long.parseLong(sysctls.getOrDefault(sysctl, "-1"));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
