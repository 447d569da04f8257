// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import io.netty.util.NetUtil;
import io.sallyport.api.Destination;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Which of the names that clients send may meet rules. */
final class HostName {

  private HostName() {}

  /**
   * The name in the form of {@link Destination.Name}; null if it cannot be one or is an IP literal
   * (RFC 6066 §3 forbids those in SNI).
   */
  static @Nullable String of(byte[] name) {
    // ISO 8859-1 keeps every byte apart, so that what is not ASCII is seen and refused.
    return of(new String(name, StandardCharsets.ISO_8859_1));
  }

  static @Nullable String of(String name) {
    try {
      var host = new Destination.Name(name, 0).host();
      return NetUtil.createByteArrayFromIpAddressString(host) == null ? host : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * The name in an {@code authority} of a URI, without its port; null where there is no such name.
   */
  static @Nullable String ofAuthority(String authority) {
    // User information is not sent by honest clients (RFC 9110 §4.2.4) and serves to mislead.
    if (authority.indexOf('@') >= 0 || authority.indexOf('[') >= 0) {
      return null;
    }
    int colon = authority.indexOf(':');
    if (colon < 0) {
      return of(authority);
    }
    boolean port = authority.chars().skip(colon + 1L).allMatch(c -> c >= '0' && c <= '9');
    return port ? of(authority.substring(0, colon)) : null;
  }
}
