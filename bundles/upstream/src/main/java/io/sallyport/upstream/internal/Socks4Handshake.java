// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.sockscodec.Socks4Reply;
import io.sallyport.sockscodec.Socks4Request;

/** SOCKS4 or 4a CONNECT, whichever the request is. */
final class Socks4Handshake extends ReplyHandshake<Socks4Reply> {

  Socks4Handshake(Endpoint endpoint, Socks4Request request) {
    super(endpoint, "SOCKS4", request::emit, Socks4Reply::parse);
  }

  @Override
  void judge(Socks4Reply reply) throws ConnectFailure {
    if (!reply.granted()) {
      throw endpoint.failure(
          SocksReplies.reason4(reply.code()), "answered: " + Socks4Reply.describe(reply.code()));
    }
  }
}
