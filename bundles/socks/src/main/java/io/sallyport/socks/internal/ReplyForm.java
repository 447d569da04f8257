// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure.Reason;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** How the fate of a flow is said in the protocol of its client. */
sealed interface ReplyForm permits HttpReplies, Socks4Replies, Socks5Replies {

  /** Appends the word that the stream begins. */
  void granted(@Nullable SocketAddress bound, ByteBuf out);

  /**
   * Appends the word that there will be none.
   *
   * @return whether there is such a word; if not, the client is left without one
   */
  boolean refused(Reason reason, ByteBuf out);
}
