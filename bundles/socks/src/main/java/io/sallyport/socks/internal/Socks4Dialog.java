// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.AddressFamily;
import io.sallyport.sockscodec.Socks4Reply;
import io.sallyport.sockscodec.Socks4Request;
import io.sallyport.sockscodec.Socks5Request;
import io.sallyport.sockscodec.SocksProtocolException;

/** SOCKS4 and SOCKS4a: one request, one reply. Every refusal is 91. */
final class Socks4Dialog implements Dialog {

  private final Users users;

  Socks4Dialog(Users users) {
    this.users = users;
  }

  @Override
  public Step next(ByteBuf in) {
    Socks4Request request;
    try {
      request = Socks4Request.parse(in);
    } catch (SocksProtocolException e) {
      return refuse(String.valueOf(e.getMessage()));
    }
    if (request == null) {
      return Step.WAIT;
    }
    if (users.required()) {
      return refuse("SOCKS4 has no passwords");
    }
    // Tor keeps clients apart by it too, and who sends one as a label relies on that.
    var caller =
        request.userId().length == 0
            ? Caller.NOBODY
            : Caller.claiming(request.userId(), new byte[0]);
    var replies = new Socks4Replies();
    var destination =
        request.command() == Socks5Request.CONNECT
            ? Targets.of(request.destination())
            : Targets.host(request.destination());
    if (destination == null) {
      return refuse("the destination is none");
    }
    return switch (request.command()) {
      case Socks5Request.CONNECT -> new Step.Ask(destination, caller, replies);
      case Socks5Request.BIND -> new Step.Bind(destination, caller, replies);
      case Socks5Request.RESOLVE ->
          new Step.Resolve(destination, AddressFamily.IPV4_ONLY, caller, replies);
      default -> refuse("command " + request.command() + " is not supported");
    };
  }

  private static Step refuse(String why) {
    return new Step.Refuse(Socks4Reply.failure(Socks4Reply.REJECTED), why);
  }
}
