// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.sallyport.api.TakesOver;
import java.util.ArrayDeque;

/**
 * Netty's epoll with fewer system calls. What a channel waits for changes several times within one
 * turn of its loop (a new connection alone: two times), and the kernel needs to hear only of how
 * things stand when the loop goes to sleep. So changes are collected and told then, if anything is
 * left of them; and a descriptor can be {@linkplain TakesOver taken over} where it is.
 */
final class SteadyEpoll implements IoHandler {

  private final IoHandler netty;
  private final IntObjectMap<EpollWatch> watches = new IntObjectHashMap<>();
  private final ArrayDeque<EpollWatch> changed = new ArrayDeque<>();
  private int turn;

  private SteadyEpoll(IoHandler netty) {
    this.netty = netty;
  }

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
    var epoll = (EpollIoHandle) handle;
    int fd = epoll.fd().intValue();
    var there = watches.get(fd);
    if (handle instanceof TakesOver && there != null && there.isValid()) {
      return there.handOver(epoll);
    }
    var watch = new EpollWatch(this, epoll, fd);
    watch.registered(netty.register(watch));
    watches.put(fd, watch);
    return watch;
  }

  /** The watch has something to tell the kernel before the loop sleeps. */
  void changed(EpollWatch watch) {
    changed.add(watch);
  }

  /**
   * Counts how often the kernel was asked. Its answers are told one after the other, by descriptor:
   * if one of them has a descriptor closed and opened anew, a later one is still about the old.
   */
  int turn() {
    return turn;
  }

  void forget(EpollWatch watch, int fd) {
    if (watches.get(fd) == watch) {
      watches.remove(fd);
    }
  }

  @Override
  public int run(IoHandlerContext context) {
    turn++;
    for (EpollWatch watch = changed.poll(); watch != null; watch = changed.poll()) {
      watch.tell();
    }
    return netty.run(context);
  }

  @Override
  public void initialize() {
    netty.initialize();
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
    return type == TakesOver.class || netty.isCompatible(type);
  }
}
