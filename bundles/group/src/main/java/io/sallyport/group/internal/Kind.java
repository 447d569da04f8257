// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Outbound;

/** The kinds of groups, each with its PID. */
enum Kind {
  SELECTOR("selector"),
  URLTEST("urltest"),
  FALLBACK("fallback"),
  LOADBALANCE("loadbalance");

  private final String type;

  Kind(String type) {
    this.type = type;
  }

  /** The value of {@link Outbound#TYPE}. */
  String type() {
    return type;
  }

  String pid() {
    return Outbound.PID_PREFIX + type;
  }
}
