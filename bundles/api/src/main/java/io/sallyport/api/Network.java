// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

/** The transport that a flow asks for; {@link #label()} is the word in policy files. */
public enum Network {
  TCP,
  UDP;

  /** {@code tcp} or {@code udp}. */
  public String label() {
    return this == TCP ? "tcp" : "udp";
  }

  @Override
  public String toString() {
    return label();
  }
}
