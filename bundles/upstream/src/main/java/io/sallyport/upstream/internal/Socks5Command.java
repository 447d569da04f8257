// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.sockscodec.Socks5Reply;
import io.sallyport.sockscodec.Socks5Request;
import io.sallyport.sockscodec.SocksAddress;
import io.sallyport.sockscodec.SocksProtocolException;

/** A SOCKS5 request and its reply (RFC 1928 §4, §6), after the {@link Socks5Prelude}. */
final class Socks5Command implements Handshake {

  private final Endpoint endpoint;
  private final Socks5Request request;
  private SocksAddress bound = SocksAddress.ANY_IPV4;

  Socks5Command(Endpoint endpoint, Socks5Request request) {
    this.endpoint = endpoint;
    this.request = request;
  }

  @Override
  public void begin(ByteBuf out) {
    request.emit(out);
  }

  @Override
  public boolean advance(ByteBuf in, ByteBuf out) throws ConnectFailure {
    Socks5Reply reply;
    try {
      reply = Socks5Reply.parse(in);
    } catch (SocksProtocolException e) {
      throw endpoint.failure(
          Reason.UPSTREAM_PROTOCOL, "sent no SOCKS5 for " + awaited() + ": " + e.getMessage(), e);
    }
    if (reply == null) {
      return false;
    }
    if (!reply.succeeded()) {
      throw endpoint.failure(
          SocksReplies.reason5(reply.code()), "answered: " + Socks5Reply.describe(reply.code()));
    }
    bound = reply.bound();
    return true;
  }

  /** BND.ADDR and BND.PORT, once the reply is there. */
  SocksAddress bound() {
    return bound;
  }

  @Override
  public String awaited() {
    return "its reply to the request";
  }
}
