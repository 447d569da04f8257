// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.stream;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.sallyport.torclient.link.Link;
import io.sallyport.torclient.link.LinkFixture;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The loop of a link and that of a stream's user. */
final class TwoLoops implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
  private final EventLoop link = group.next();
  private final EventLoop user = group.next();

  /** A link that nothing can be sent on, and that is always writable. */
  Link link() throws Exception {
    var channel = new LocalChannel();
    link.register(channel).sync();
    return onLink(() -> LinkFixture.on(channel));
  }

  EventLoop user() {
    return user;
  }

  <T> T onLink(Callable<T> task) throws Exception {
    return link.submit(task).get(10, TimeUnit.SECONDS);
  }

  <T> T onUser(Callable<T> task) throws Exception {
    return user.submit(task).get(10, TimeUnit.SECONDS);
  }

  /** Until what the loops had set off for each other is done. */
  void settle() throws Exception {
    for (int i = 0; i < 10; i++) {
      onLink(() -> true);
      onUser(() -> true);
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
