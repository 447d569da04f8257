// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.sockscodec.SocksProtocolException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request and the one reply to it, as every version of SOCKS has them.
 *
 * @param <R> the reply
 */
abstract class ReplyHandshake<R> implements Handshake {

  final Endpoint endpoint;
  private final String protocol;
  private final Consumer<ByteBuf> request;
  private final Parser<R> parser;

  /** Reads a reply; null while more of it is needed. */
  interface Parser<R> {
    @Nullable R parse(ByteBuf in) throws SocksProtocolException;
  }

  /**
   * A handshake.
   *
   * @param protocol its name, for people
   * @param request writes the request
   */
  ReplyHandshake(Endpoint endpoint, String protocol, Consumer<ByteBuf> request, Parser<R> parser) {
    this.endpoint = endpoint;
    this.protocol = protocol;
    this.request = request;
    this.parser = parser;
  }

  /**
   * Takes the reply.
   *
   * @throws ConnectFailure if it is a refusal
   */
  abstract void judge(R reply) throws ConnectFailure;

  @Override
  public final void begin(ByteBuf out) {
    request.accept(out);
  }

  @Override
  public final boolean advance(ByteBuf in, ByteBuf out) throws ConnectFailure {
    R reply;
    try {
      reply = parser.parse(in);
    } catch (SocksProtocolException e) {
      throw endpoint.failure(
          Reason.UPSTREAM_PROTOCOL,
          "sent no " + protocol + " for " + awaited() + ": " + e.getMessage(),
          e);
    }
    if (reply == null) {
      return false;
    }
    judge(reply);
    return true;
  }

  @Override
  public final String awaited() {
    return "its reply to the request";
  }
}
