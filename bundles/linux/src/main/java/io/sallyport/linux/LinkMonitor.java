// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.LinkTable;
import io.sallyport.linux.internal.Netlink;
import io.sallyport.linux.internal.NetlinkSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells of interfaces that come, go and change, in the order in which they did, on a thread of its
 * own. Where the kernel had to drop news, the difference is found out and told.
 */
public final class LinkMonitor implements AutoCloseable {

  private final NetlinkSocket socket;
  private final LinkTable table;
  private final Consumer<Exception> broken;
  private final CountDownLatch started = new CountDownLatch(1);
  private final Thread thread;
  private volatile List<Link> links = List.of();
  private int dumping;

  /**
   * Begins; returns when all interfaces that are there have been told of as {@link
   * LinkEvent.Added}.
   *
   * @param listener called by the monitor's thread; what it throws ends nothing
   * @param broken told once if the monitor ends other than by {@link #close}, and of each exception
   *     of the listener
   */
  public LinkMonitor(Consumer<LinkEvent> listener, Consumer<Exception> broken)
      throws SystemCallException {
    this.broken = broken;
    this.table = new LinkTable(event -> tell(listener, event));
    this.socket = new NetlinkSocket(NetlinkSocket.LINKS_AND_ADDRESSES);
    this.thread = Thread.ofPlatform().name("sallyport-links").daemon().unstarted(this::run);
    try {
      beginDump();
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
    thread.start();
    awaitStart();
  }

  private void awaitStart() throws SystemCallException {
    try {
      if (!started.await(10, TimeUnit.SECONDS)) {
        close();
        throw new SystemCallException("rtnetlink dump", Errno.ETIMEDOUT.number(), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new SystemCallException("rtnetlink dump", Errno.EINTR.number(), null);
    }
  }

  private void tell(Consumer<LinkEvent> listener, LinkEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      broken.accept(e);
    }
  }

  private void run() {
    try {
      while (!socket.isClosed()) {
        var messages = socket.receive(-1);
        if (messages.isEmpty()) {
          beginDump();
        } else {
          for (var message : messages.get()) {
            take(message);
          }
          links = table.links();
        }
      }
    } catch (SystemCallException e) {
      if (!socket.isClosed()) {
        socket.close();
        broken.accept(e);
      }
    }
  }

  /**
   * One dump at a time, as the kernel wants it: links, then addresses. News from before the loss
   * must not pass for what the dump tells, so they are left unread.
   */
  private void beginDump() throws SystemCallException {
    socket.drain();
    dumping = Netlink.RTM_GETLINK;
    table.beginDump();
    socket.request(Netlink.RTM_GETLINK);
  }

  private void take(Netlink.Message message) throws SystemCallException {
    switch (message) {
      case Netlink.Done() -> dumped();
      case Netlink.Failed(int errno) when errno == Errno.EBUSY.number() -> beginDump();
      case Netlink.Failed(int errno) ->
          throw new SystemCallException("rtnetlink dump", errno, null);
      case Netlink.LinkIs _, Netlink.LinkGone _, Netlink.AddressIs _, Netlink.AddressGone _ ->
          table.take(message);
    }
  }

  private void dumped() throws SystemCallException {
    if (dumping == Netlink.RTM_GETLINK) {
      dumping = Netlink.RTM_GETADDR;
      socket.request(Netlink.RTM_GETADDR);
    } else if (dumping == Netlink.RTM_GETADDR) {
      dumping = 0;
      table.endDump();
      links = table.links();
      started.countDown();
    }
  }

  /** All interfaces as of the last event, by index. Any thread. */
  public List<Link> links() {
    return links;
  }

  /** Ends it; no event comes after. Any thread but the listener's waits for the listener. */
  @Override
  public void close() {
    socket.close();
    if (Thread.currentThread() != thread && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
