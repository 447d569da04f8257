// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.sockscodec.Socks5Greeting;
import io.sallyport.sockscodec.Socks5MethodChoice;
import io.sallyport.sockscodec.Socks5Reply;
import io.sallyport.sockscodec.Socks5Request;
import io.sallyport.sockscodec.SocksAddress;
import io.sallyport.sockscodec.SocksProtocolException;
import io.sallyport.sockscodec.UserPassReply;
import io.sallyport.sockscodec.UserPassRequest;
import org.jspecify.annotations.Nullable;

/** SOCKS5 CONNECT (RFC 1928), with user name and password (RFC 1929) where there are any. */
final class Socks5Handshake implements Handshake {

  private enum State {
    METHOD("its choice of a method"),
    VERDICT("its verdict on the credentials"),
    REPLY("its reply to the request"),
    DONE("nothing");

    final String awaited;

    State(String awaited) {
      this.awaited = awaited;
    }
  }

  private final Endpoint endpoint;
  private final @Nullable UserPassRequest credentials;
  private final SocksAddress destination;
  private State state = State.METHOD;

  Socks5Handshake(
      Endpoint endpoint, @Nullable UserPassRequest credentials, SocksAddress destination) {
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.destination = destination;
  }

  /** Offers "no authentication" even with credentials: a server may want none. */
  @Override
  public void begin(ByteBuf out) {
    var greeting =
        credentials == null
            ? Socks5Greeting.of(Socks5MethodChoice.NO_AUTHENTICATION)
            : Socks5Greeting.of(Socks5MethodChoice.NO_AUTHENTICATION, Socks5MethodChoice.USER_PASS);
    greeting.emit(out);
  }

  @Override
  public boolean advance(ByteBuf in, ByteBuf out) throws ConnectFailure {
    try {
      while (state != State.DONE) {
        if (!step(in, out)) {
          return false;
        }
      }
      return true;
    } catch (SocksProtocolException e) {
      throw endpoint.failure(
          Reason.UPSTREAM_PROTOCOL, "sent no SOCKS5 for " + awaited() + ": " + e.getMessage(), e);
    }
  }

  /** Takes one message; false while there is none. */
  private boolean step(ByteBuf in, ByteBuf out) throws ConnectFailure, SocksProtocolException {
    return switch (state) {
      case METHOD ->
          Socks5MethodChoice.parse(in) instanceof Socks5MethodChoice choice
              && chosen(choice.method(), out);
      case VERDICT ->
          UserPassReply.parse(in) instanceof UserPassReply verdict && judged(verdict, out);
      case REPLY -> Socks5Reply.parse(in) instanceof Socks5Reply reply && replied(reply);
      case DONE -> true;
    };
  }

  private boolean chosen(int method, ByteBuf out) throws ConnectFailure {
    if (method == Socks5MethodChoice.NO_AUTHENTICATION) {
      request(out);
    } else if (method == Socks5MethodChoice.USER_PASS && credentials != null) {
      credentials.emit(out);
      state = State.VERDICT;
    } else if (method == Socks5MethodChoice.NONE_ACCEPTABLE) {
      throw endpoint.failure(
          Reason.UPSTREAM_AUTH,
          credentials == null
              ? "wants authentication; set username and password"
              : "takes neither a password nor no authentication");
    } else {
      throw endpoint.failure(
          Reason.UPSTREAM_PROTOCOL, "chose method " + method + ", which was not offered");
    }
    return true;
  }

  private boolean judged(UserPassReply verdict, ByteBuf out) throws ConnectFailure {
    if (!verdict.succeeded()) {
      throw endpoint.failure(Reason.UPSTREAM_AUTH, "refused username and password");
    }
    request(out);
    return true;
  }

  private void request(ByteBuf out) {
    new Socks5Request(Socks5Request.CONNECT, destination).emit(out);
    state = State.REPLY;
  }

  private boolean replied(Socks5Reply reply) throws ConnectFailure {
    if (!reply.succeeded()) {
      throw endpoint.failure(
          SocksReplies.reason5(reply.code()), "answered: " + Socks5Reply.describe(reply.code()));
    }
    state = State.DONE;
    return true;
  }

  @Override
  public String awaited() {
    return state.awaited;
  }
}
