// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, mended in one place. Netty 4.2.13 to 4.2.18 (its pull request 16689) takes a
 * descriptor of which nothing is awaited out of epoll, does not remember that it did, and fails the
 * next wait with ENOENT. That befalls a client which has ended its output and reads slowly: the
 * rest of its answer is lost behind an orderly end. Here such a descriptor stays in, waiting for
 * nothing, and edge-triggered so that an error on it is told once and not for ever.
 */
record SteadyEpoll(IoHandler netty) implements IoHandler {

  /** In place of {@link EpollIoHandler#newFactory()}. */
  static IoHandlerFactory factory() {
    var factory = EpollIoHandler.newFactory();
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new SteadyEpoll(factory.newHandler(executor));
      }

      @Override
      public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
      }
    };
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Steady(netty.register(handle));
  }

  @Override
  public void initialize() {
    netty.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return netty.run(context);
  }

  @Override
  public void prepareToDestroy() {
    netty.prepareToDestroy();
  }

  @Override
  public void destroy() {
    netty.destroy();
  }

  @Override
  public void wakeup() {
    netty.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return netty.isCompatible(type);
  }

  /** Used on its loop only, as registrations are. */
  private static final class Steady implements IoRegistration {

    private final IoRegistration netty;
    private boolean added;

    Steady(IoRegistration netty) {
      this.netty = netty;
    }

    @Override
    public long submit(IoOps ops) {
      if (EpollIoOps.NONE.equals(ops)) {
        return added ? netty.submit(EpollIoOps.EPOLLET) : netty.submit(ops);
      }
      added = true;
      return netty.submit(ops);
    }

    @Override
    public <T> T attachment() {
      return netty.attachment();
    }

    @Override
    public boolean isValid() {
      return netty.isValid();
    }

    @Override
    public boolean cancel() {
      return netty.cancel();
    }
  }
}
