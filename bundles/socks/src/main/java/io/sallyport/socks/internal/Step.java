// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.AddressFamily;
import io.sallyport.api.Destination;
import io.sallyport.sockscodec.SocksAddress;
import io.sallyport.sockscodec.SocksMessage;

/** What a {@link Dialog} makes of the bytes so far. */
sealed interface Step {

  /** Nothing, until more arrive. */
  record Wait() implements Step {}

  /** Tell the client this and look at what follows. */
  record Say(SocksMessage message) implements Step {}

  /** Tell the client this and part from it. */
  record Refuse(SocksMessage message, String why) implements Step {}

  /** Part from it without a word: what it speaks is not known. */
  record HangUp(String why) implements Step {}

  /** Find out who the client is, and tell the dialog by {@link Dialog#checked}. */
  record Check(Authentication.Slow slow) implements Step {}

  /**
   * The client has said what it wants; what remains in the buffer belongs to its stream.
   *
   * @param caller who it is
   */
  record Ask(Destination destination, Caller caller, ReplyForm replies) implements Step {}

  /** BIND: wait for this peer; of an unspecified address, for anybody. */
  record Bind(Destination peer, Caller caller, ReplyForm replies) implements Step {}

  /** UDP ASSOCIATE, with what the client says of where it will send from. */
  record Associate(SocksAddress announced, Caller caller, ReplyForm replies) implements Step {}

  /** Look up a name. */
  record Resolve(Destination host, AddressFamily family, Caller caller, ReplyForm replies)
      implements Step {}

  /** Look up an address. */
  record Reverse(Destination.Address address, Caller caller, ReplyForm replies) implements Step {}

  /** The one value of {@link Wait}. */
  Step WAIT = new Wait();
}
