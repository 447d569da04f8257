// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;

/**
 * One message of the SOCKS family; immutable, except that credentials can be wiped. Each type has a
 * static {@code parse(ByteBuf)}, see the package.
 */
public sealed interface SocksMessage
    permits Socks4Reply,
        Socks4Request,
        Socks5Greeting,
        Socks5MethodChoice,
        Socks5Reply,
        Socks5Request,
        SocksDatagramHeader,
        UserPassReply,
        UserPassRequest {

  /** Appends the message as it travels. */
  void emit(ByteBuf out);
}
