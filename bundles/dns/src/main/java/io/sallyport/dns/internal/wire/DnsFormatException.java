// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

/** A message is not one of RFC 1035; without a stack trace, since it tells of the network. */
public final class DnsFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong, never with a name in it. */
  public DnsFormatException(String message) {
    super(message, null, false, false);
  }
}
