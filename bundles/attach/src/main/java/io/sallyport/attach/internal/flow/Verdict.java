// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.flow;

/** What is to become of a captured flow before any policy sees it. */
public enum Verdict {
  /** The policy decides. */
  SERVE(""),
  /** Meant for port 53 of this machine: answered if DNS is hijacked, else refused. */
  DNS_ONLY(""),
  /** Meant for this machine itself: serving it would lead back here. */
  OWN_ADDRESS("refused_own_address"),
  /** Multicast, broadcast, loopback or no address at all. */
  NOT_UNICAST("refused_not_unicast"),
  /** Port 0. */
  NO_PORT("refused_no_port"),
  /** A fake address that no longer stands for any name. */
  FORGOTTEN_NAME("refused_forgotten_name");

  private final String counter;

  Verdict(String counter) {
    this.counter = counter;
  }

  /** Whether it gets no further. */
  public boolean refuses() {
    return !counter.isEmpty();
  }

  /** Its name in statistics; empty for what is not refused. */
  public String counter() {
    return counter;
  }
}
