// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import org.jspecify.annotations.Nullable;

/** The ClientHello of TLS 1.0 to 1.3 (RFC 8446 §4.1.2) as far as routing needs it. */
final class ClientHello {

  /** Type and length before every handshake message. */
  static final int HEADER = 4;

  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;

  private ClientHello() {}

  /**
   * Reads the handshake message at the beginning of {@code handshake}.
   *
   * @param eager whether a server name may be returned before all of the message is there
   * @return the server name; null if there is none, or none that can be a host
   * @throws Stop if the message is not complete or is no ClientHello
   */
  static @Nullable String serverName(Cursor handshake, boolean eager) throws Stop {
    Stop.unless(handshake.u8() == CLIENT_HELLO);
    var hello = handshake.part(handshake.u24());
    Stop.unless(hello.u8() == 3);
    hello.skip(1 + 32);
    int session = hello.u8();
    Stop.unless(session <= 32);
    hello.skip(session);
    int suites = hello.u16();
    Stop.unless(suites >= 2 && suites % 2 == 0);
    hello.skip(suites);
    int compressions = hello.u8();
    Stop.unless(compressions >= 1);
    hello.skip(compressions);
    if (hello.left() == 0) {
      return null;
    }
    var extensions = hello.part(hello.u16());
    Stop.unless(hello.left() == 0);
    boolean seen = false;
    String name = null;
    while (extensions.left() > 0) {
      int type = extensions.u16();
      var extension = extensions.part(extensions.u16());
      if (type == SERVER_NAME) {
        Stop.unless(!seen);
        seen = true;
        name = hostName(extension);
        if (eager) {
          return name;
        }
      } else {
        extension.skip(extension.left());
      }
    }
    return name;
  }

  /** RFC 6066 §3: a list of names, of each type one. */
  private static @Nullable String hostName(Cursor extension) throws Stop {
    var names = extension.part(extension.u16());
    Stop.unless(extension.left() == 0 && names.left() > 0);
    byte[] host = null;
    while (names.left() > 0) {
      int type = names.u8();
      var name = names.part(names.u16());
      Stop.unless(name.left() > 0 && (type != HOST_NAME || host == null));
      byte[] value = name.take();
      host = type == HOST_NAME ? value : host;
    }
    return host == null ? null : HostName.of(host);
  }
}
