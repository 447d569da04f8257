// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.sockscodec.Socks5Greeting;
import io.sallyport.sockscodec.Socks5MethodChoice;
import io.sallyport.sockscodec.SocksProtocolException;
import io.sallyport.sockscodec.UserPassReply;
import io.sallyport.sockscodec.UserPassRequest;
import org.jspecify.annotations.Nullable;

/**
 * What comes before any SOCKS5 request: the choice of a method (RFC 1928 §3), and user name and
 * password where they are wanted (RFC 1929).
 */
final class Socks5Prelude implements Handshake {

  private final Endpoint endpoint;
  private final @Nullable UserPassRequest credentials;
  private boolean authenticating;

  Socks5Prelude(Endpoint endpoint, @Nullable UserPassRequest credentials) {
    this.endpoint = endpoint;
    this.credentials = credentials;
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
      if (!authenticating) {
        var choice = Socks5MethodChoice.parse(in);
        if (choice == null || accepted(choice.method(), out)) {
          return choice != null;
        }
      }
      var verdict = UserPassReply.parse(in);
      if (verdict != null && !verdict.succeeded()) {
        throw endpoint.failure(Reason.UPSTREAM_AUTH, "refused username and password");
      }
      return verdict != null;
    } catch (SocksProtocolException e) {
      throw endpoint.failure(
          Reason.UPSTREAM_PROTOCOL, "sent no SOCKS5 for " + awaited() + ": " + e.getMessage(), e);
    }
  }

  /** Whether nothing more is wanted; else the credentials are on their way. */
  private boolean accepted(int method, ByteBuf out) throws ConnectFailure {
    if (method == Socks5MethodChoice.NO_AUTHENTICATION) {
      return true;
    }
    if (method == Socks5MethodChoice.USER_PASS && credentials != null) {
      credentials.emit(out);
      authenticating = true;
      return false;
    }
    if (method == Socks5MethodChoice.NONE_ACCEPTABLE) {
      throw endpoint.failure(
          Reason.UPSTREAM_AUTH,
          credentials == null
              ? "wants authentication; set username and password"
              : "takes neither a password nor no authentication");
    }
    throw endpoint.failure(
        Reason.UPSTREAM_PROTOCOL, "chose method " + method + ", which was not offered");
  }

  @Override
  public String awaited() {
    return authenticating ? "its verdict on the credentials" : "its choice of a method";
  }
}
