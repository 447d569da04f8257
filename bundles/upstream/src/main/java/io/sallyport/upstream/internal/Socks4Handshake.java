// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.sockscodec.Socks4Reply;
import io.sallyport.sockscodec.Socks4Request;
import io.sallyport.sockscodec.SocksProtocolException;

/** SOCKS4 or 4a CONNECT, whichever the request is. */
final class Socks4Handshake implements Handshake {

  private final Endpoint endpoint;
  private final Socks4Request request;

  Socks4Handshake(Endpoint endpoint, Socks4Request request) {
    this.endpoint = endpoint;
    this.request = request;
  }

  @Override
  public void begin(ByteBuf out) {
    request.emit(out);
  }

  @Override
  public boolean advance(ByteBuf in, ByteBuf out) throws ConnectFailure {
    Socks4Reply reply;
    try {
      reply = Socks4Reply.parse(in);
    } catch (SocksProtocolException e) {
      throw endpoint.failure(
          Reason.UPSTREAM_PROTOCOL, "sent no SOCKS4 for " + awaited() + ": " + e.getMessage(), e);
    }
    if (reply == null) {
      return false;
    }
    if (!reply.granted()) {
      throw endpoint.failure(
          SocksReplies.reason4(reply.code()), "answered: " + Socks4Reply.describe(reply.code()));
    }
    return true;
  }

  @Override
  public String awaited() {
    return "its reply to the request";
  }
}
