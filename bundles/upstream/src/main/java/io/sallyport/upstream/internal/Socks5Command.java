// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.sockscodec.Socks5Reply;
import io.sallyport.sockscodec.Socks5Request;
import io.sallyport.sockscodec.SocksAddress;

/** A SOCKS5 request and its reply (RFC 1928 §4, §6), after the {@link Socks5Prelude}. */
final class Socks5Command extends ReplyHandshake<Socks5Reply> {

  private SocksAddress bound = SocksAddress.ANY_IPV4;

  Socks5Command(Endpoint endpoint, Socks5Request request) {
    super(endpoint, "SOCKS5", request::emit, Socks5Reply::parse);
  }

  @Override
  void judge(Socks5Reply reply) throws ConnectFailure {
    if (!reply.succeeded()) {
      throw endpoint.failure(
          SocksReplies.reason5(reply.code()), "answered: " + Socks5Reply.describe(reply.code()));
    }
    bound = reply.bound();
  }

  /** BND.ADDR and BND.PORT, once the reply is there. */
  SocksAddress bound() {
    return bound;
  }
}
