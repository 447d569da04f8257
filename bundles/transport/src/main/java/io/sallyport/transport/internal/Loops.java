// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of one transport. They outlive it: when the transport is replaced, by an update
 * or a changed setting, each loop goes on for the channels that live on it, and ends with the last.
 */
final class Loops extends MultiThreadIoEventLoopGroup {

  private static final long LOOK_MILLIS = 1000;

  /**
   * With no quiet time at all a loop ends right behind its last task, and where that was a bind
   * under way, the socket would listen on with nobody to accept from it or to close it.
   */
  private static final long QUIET_MILLIS = 20;

  private static final long TIMEOUT_MILLIS = 2000;

  Loops(int threads, IoHandlerFactory handlers) {
    super(threads, new DefaultThreadFactory("loop", true), handlers);
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... args) {
    return new Loop(this, executor, factory);
  }

  /** Ends the loops with all that lives on them. */
  Future<?> end() {
    return shutdownGracefully(QUIET_MILLIS, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Ends each loop when nothing lives on it any more. */
  void retire() {
    for (EventExecutor loop : this) {
      loop.scheduleWithFixedDelay(
          ((Loop) loop)::endIfIdle, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static final class Loop extends SingleThreadIoEventLoop {

    Loop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory factory) {
      super(parent, executor, factory);
    }

    void endIfIdle() {
      if (getNumOfRegisteredChannels() == 0) {
        EventLoop self = this;
        self.shutdownGracefully(QUIET_MILLIS, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
