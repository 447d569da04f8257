// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor in epoll: what its owner waits for, and what the kernel has been told of that.
 * Used on its loop only.
 *
 * <p>Not to wait for input any more is told only when input comes all the same, which for most
 * connections never happens. To wait for nothing at all is told as an edge-triggered nothing: Netty
 * 4.2.13 to 4.2.18 (its pull request 16689) would take the descriptor out of epoll, not remember
 * that it did, and fail the next wait with ENOENT; that befalls a client which has ended its output
 * and reads slowly, and loses the rest of its answer behind an orderly end.
 */
final class EpollWatch implements EpollIoHandle, IoRegistration {

  private static final int IN = EpollIoOps.EPOLLIN.value();
  private static final int NOTHING = EpollIoOps.EPOLLET.value();
  private static final int OUT = EpollIoOps.EPOLLOUT.value();
  private static final int CONNECTED = OUT | EpollIoOps.EPOLLERR.value();

  private final SteadyEpoll epoll;
  private final EpollIoHandle channel;
  private final int fd;
  private final int born;
  private EpollIoHandle owner;
  private @Nullable IoRegistration netty;
  private int wanted;
  private int told;
  private boolean queued;

  EpollWatch(SteadyEpoll epoll, EpollIoHandle channel, int fd) {
    this.epoll = epoll;
    this.channel = channel;
    this.owner = channel;
    this.fd = fd;
    this.born = epoll.turn();
  }

  void registered(IoRegistration registration) {
    netty = registration;
  }

  private IoRegistration netty() {
    return Objects.requireNonNull(netty, "not registered yet");
  }

  // --- the registration of the channel that came first

  @Override
  public long submit(IoOps ops) {
    return owner == channel ? want(ops) : -1;
  }

  @Override
  public <T> T attachment() {
    return netty().attachment();
  }

  @Override
  public boolean isValid() {
    return netty().isValid();
  }

  @Override
  public boolean cancel() {
    epoll.forget(this, fd);
    return netty().cancel();
  }

  // --- and of whoever took over

  /** From now on {@code heir} is told, and asks. */
  IoRegistration handOver(EpollIoHandle heir) {
    owner = heir;
    return new IoRegistration() {
      @Override
      public long submit(IoOps ops) {
        return owner == heir ? want(ops) : -1;
      }

      @Override
      public <T> T attachment() {
        return netty().attachment();
      }

      @Override
      public boolean isValid() {
        return owner == heir && netty().isValid();
      }

      // The channel stays registered until it is closed, but nobody listens.
      @Override
      public boolean cancel() {
        boolean was = owner == heir;
        if (was) {
          owner = EpollWatch.this;
          want(EpollIoOps.NONE);
        }
        return was;
      }
    };
  }

  private long want(IoOps ops) {
    int value = ((EpollIoOps) ops).value();
    wanted = value == 0 && told != 0 ? NOTHING : value;
    if (wanted != told && !queued && (told & ~IN) != wanted) {
      queued = true;
      epoll.changed(this);
    }
    return wanted;
  }

  /** Tells the kernel what is wanted by now, if it is news. */
  void tell() {
    queued = false;
    if (wanted == told || (told & ~IN) == wanted || !isValid() || !fd().isOpen()) {
      return;
    }
    try {
      netty().submit(EpollIoOps.valueOf(wanted));
      told = wanted;
    } catch (UncheckedIOException e) {
      // Whoever waits for something that will never come is better off without the channel.
      close();
    }
  }

  // --- the handle that Netty knows

  @Override
  public FileDescriptor fd() {
    return channel.fd();
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    if (owner == this || born == epoll.turn()) {
      return;
    }
    int ops = ((EpollIoEvent) event).ops().value();
    int behind = ops & ~CONNECTED;
    if (owner == channel && (ops & OUT) != 0 && behind != 0) {
      // That it is connected may have it taken over on the spot. What the kernel tells in the same
      // breath, that the peer has sent and ended, is for the heir: the channel would read it away.
      EpollIoEvent connected = () -> EpollIoOps.valueOf(ops & CONNECTED);
      owner.handle(this, connected);
      EpollIoEvent others = () -> EpollIoOps.valueOf(behind);
      handle(registration, others);
      return;
    }
    if ((ops & IN) == 0 || (wanted & IN) != 0) {
      owner.handle(this, event);
      return;
    }
    // The input that nobody waits for: it would be told of again and again.
    netty().submit(EpollIoOps.valueOf(wanted));
    told = wanted;
    int rest = ops & ~IN;
    if (rest != 0) {
      EpollIoEvent others = () -> EpollIoOps.valueOf(rest);
      owner.handle(this, others);
    }
  }

  @Override
  public void registered() {
    channel.registered();
  }

  @Override
  public void unregistered() {
    channel.unregistered();
  }

  /** The loop is being torn down. */
  @Override
  public void close() {
    if (owner == this) {
      return;
    }
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
