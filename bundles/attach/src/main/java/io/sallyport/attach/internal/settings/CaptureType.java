// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.settings;

/** How packets are captured; the word in files is the name in lower case. */
public enum CaptureType {
  /** nftables' tproxy: TCP and UDP, the fastest. */
  TPROXY,
  /** nftables' redirect: TCP, and of UDP only DNS. */
  REDIRECT,
  /** A TUN device of our own. */
  TUN;

  /** {@code tproxy}, {@code redirect} or {@code tun}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
