// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Tells a client of this listener what became of its flow. */
record ClientAnswer(Channel client, ReplyForm replies) implements Answer {

  @Override
  public void connected(@Nullable SocketAddress bound) {
    var reply = client.alloc().buffer(64);
    replies.granted(bound, reply);
    client.writeAndFlush(reply, client.voidPromise());
  }

  @Override
  public void failed(ConnectFailure failure) {
    var reply = client.alloc().buffer(64);
    if (replies.refused(failure.reason(), reply)) {
      Farewell.say(client, reply);
    } else {
      reply.release();
      client.close();
    }
  }
}
