// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Destination;
import io.sallyport.sockscodec.Socks5Greeting;
import io.sallyport.sockscodec.Socks5MethodChoice;
import io.sallyport.sockscodec.Socks5Reply;
import io.sallyport.sockscodec.Socks5Request;
import io.sallyport.sockscodec.SocksAddress;
import io.sallyport.sockscodec.SocksProtocolException;
import io.sallyport.sockscodec.SocksProtocolException.Violation;
import io.sallyport.sockscodec.UserPassReply;
import io.sallyport.sockscodec.UserPassRequest;
import org.jspecify.annotations.Nullable;

/** SOCKS5: greeting, credentials where they are wanted, request (RFC 1928 §3, §4; RFC 1929). */
final class Socks5Dialog implements Dialog {

  /** What the client must say next. */
  private enum Stage {
    GREETING,
    CREDENTIALS,
    REQUEST
  }

  private final Users users;
  private final boolean prefersLogin;
  private Stage stage = Stage.GREETING;
  private Caller caller = Caller.NOBODY;
  private Caller claimed = Caller.NOBODY;

  Socks5Dialog(Users users) {
    this(users, false);
  }

  /**
   * Of one client.
   *
   * @param prefersLogin whether a client that offers to log in does so where it need not
   */
  Socks5Dialog(Users users, boolean prefersLogin) {
    this.users = users;
    this.prefersLogin = prefersLogin;
  }

  @Override
  public Step next(ByteBuf in) {
    return switch (stage) {
      case GREETING -> greeting(in);
      case CREDENTIALS -> credentials(in);
      case REQUEST -> request(in);
    };
  }

  private Step greeting(ByteBuf in) {
    Socks5Greeting greeting;
    try {
      greeting = Socks5Greeting.parse(in);
    } catch (SocksProtocolException e) {
      return new Step.HangUp(String.valueOf(e.getMessage()));
    }
    if (greeting == null) {
      return Step.WAIT;
    }
    boolean mayLogIn = greeting.offers(Socks5MethodChoice.USER_PASS);
    if (!users.required()
        && greeting.offers(Socks5MethodChoice.NO_AUTHENTICATION)
        && !(prefersLogin && mayLogIn)) {
      stage = Stage.REQUEST;
      return new Step.Say(new Socks5MethodChoice(Socks5MethodChoice.NO_AUTHENTICATION));
    }
    if (mayLogIn) {
      stage = Stage.CREDENTIALS;
      return new Step.Say(new Socks5MethodChoice(Socks5MethodChoice.USER_PASS));
    }
    return new Step.Refuse(
        new Socks5MethodChoice(Socks5MethodChoice.NONE_ACCEPTABLE), "no method is acceptable");
  }

  private Step credentials(ByteBuf in) {
    int start = in.readerIndex();
    UserPassRequest request;
    try {
      request = UserPassRequest.parse(in);
    } catch (SocksProtocolException e) {
      return new Step.Refuse(UserPassReply.FAILURE, String.valueOf(e.getMessage()));
    }
    if (request == null) {
      return Step.WAIT;
    }
    in.setZero(start, in.readerIndex() - start);
    if (!users.required()) {
      claimed = Caller.claiming(request.user(), request.password());
    }
    var authentication = users.authenticate(request.user(), request.password());
    request.wipe();
    return switch (authentication) {
      case Authentication.Known known -> checked(known.user());
      case Authentication.Slow slow -> new Step.Check(slow);
    };
  }

  @Override
  public Step checked(@Nullable String found) {
    if (users.required() && found == null) {
      return new Step.Refuse(UserPassReply.FAILURE, "the credentials are wrong");
    }
    caller = found != null ? Caller.of(found) : claimed;
    stage = Stage.REQUEST;
    return new Step.Say(UserPassReply.SUCCESS);
  }

  private Step request(ByteBuf in) {
    Socks5Request request;
    try {
      request = Socks5Request.parse(in);
    } catch (SocksProtocolException e) {
      return refuse(code(e.violation()), String.valueOf(e.getMessage()));
    }
    if (request == null) {
      return Step.WAIT;
    }
    return request.command() == Socks5Request.CONNECT
        ? connect(request.destination())
        : command(request.command(), request.destination());
  }

  private Step connect(SocksAddress asked) {
    var destination = Targets.of(asked);
    return destination == null
        ? refuse(Socks5Reply.GENERAL_FAILURE, "the destination is none")
        : new Step.Ask(destination, caller, Socks5Replies.to(destination));
  }

  private Step command(int command, SocksAddress asked) {
    var replies = Socks5Replies.toCommand();
    if (command == Socks5Request.UDP_ASSOCIATE) {
      return new Step.Associate(asked, caller, replies);
    }
    var host = Targets.host(asked);
    if (host == null) {
      return refuse(Socks5Reply.GENERAL_FAILURE, "the destination is none");
    }
    return switch (command) {
      case Socks5Request.BIND -> new Step.Bind(host, caller, replies);
      case Socks5Request.RESOLVE ->
          new Step.Resolve(host, AddressFamily.PREFER_IPV4, caller, replies);
      case Socks5Request.RESOLVE_PTR ->
          host instanceof Destination.Address address
              ? new Step.Reverse(address, caller, replies)
              : refuse(Socks5Reply.ADDRESS_TYPE_NOT_SUPPORTED, "only addresses have PTR records");
      default ->
          refuse(Socks5Reply.COMMAND_NOT_SUPPORTED, "command " + command + " is not supported");
    };
  }

  private static int code(Violation violation) {
    return switch (violation) {
      case ADDRESS_TYPE -> Socks5Reply.ADDRESS_TYPE_NOT_SUPPORTED;
      case VERSION, RESERVED, NAME, CREDENTIALS, USER_ID, TRUNCATED -> Socks5Reply.GENERAL_FAILURE;
    };
  }

  private static Step refuse(int code, String why) {
    return new Step.Refuse(Socks5Reply.failure(code), why);
  }
}
