// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Network;
import io.sallyport.dns.internal.wire.Answer;
import io.sallyport.dns.internal.wire.AnswerReader;
import io.sallyport.dns.internal.wire.DnsFormatException;
import io.sallyport.dns.internal.wire.ServerQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks by UDP, again where nothing comes, and by TCP what does not fit or whose outbound has no
 * UDP. From this machine itself every query leaves from a port of its own, which the kernel draws;
 * through a proxy, whose ports are its own affair, queries share an association.
 */
final class UdpServer implements DnsServer {

  /** RFC 1035 §4.2.1 has 2 to 5 s in mind; within one site a second is long. */
  private static final long FIRST_WAIT_MILLIS = 1000;

  private static final int ATTEMPTS = 3;
  private static final int MAX_EXCHANGES = 1024;
  private static final int SHARED_USES = 512;
  private static final long IDLE_SECONDS = 30;

  private final Ground ground;
  private final Destination server;
  private final String detour;
  private final DnsServer byTcp;
  private final EventLoop home;
  private @Nullable DatagramLane shared;
  private @Nullable ScheduledFuture<?> idle;
  private int exchanges;
  private boolean closed;

  UdpServer(Ground ground, Destination server, String detour, DnsServer byTcp) {
    this.ground = ground;
    this.server = server;
    this.detour = detour;
    this.byTcp = byTcp;
    this.home = ground.transport().loop();
  }

  @Override
  public Future<Answer> ask(Ask ask, EventLoop loop) {
    Promise<Answer> done = loop.newPromise();
    home.execute(() -> begin(ask, done));
    return done;
  }

  private void begin(Ask ask, Promise<Answer> done) {
    try {
      var way = ground.way(detour);
      if (!way.udp()) {
        Ground.pass(byTcp.ask(ask, home), done);
      } else if (closed || exchanges >= MAX_EXCHANGES) {
        done.tryFailure(
            new ConnectFailure(ConnectFailure.Reason.LIMIT, "too many queries wait, or closed"));
      } else {
        exchanges++;
        new Exchange(way, ask, done).attempt();
      }
    } catch (ConnectFailure e) {
      done.tryFailure(e);
    }
  }

  private record Ticket(DatagramLane lane, int id) {}

  /** One question until it is answered. */
  private final class Exchange {

    private final Outbounds.Way way;
    private final Ask ask;
    private final Promise<Answer> done;
    private final ServerQuery query;
    private final long deadline = System.nanoTime() + ground.timeout().toNanos();
    private final List<Ticket> tickets = new ArrayList<>(2);
    private int attempts;
    private boolean over;
    private @Nullable ScheduledFuture<?> timer;

    Exchange(Outbounds.Way way, Ask ask, Promise<Answer> done) {
      this.way = way;
      this.ask = ask;
      this.done = done;
      this.query = ServerQuery.of(ask.question(), ask.dnssecOk(), ask.checkingDisabled(), false);
    }

    void attempt() {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (attempts == ATTEMPTS || left <= 0) {
        fail(new ConnectFailure(ConnectFailure.Reason.TIMEOUT, "no answer from " + server));
        return;
      }
      long wait = Math.min(left, FIRST_WAIT_MILLIS << attempts);
      attempts++;
      timer = home.schedule(this::late, wait, TimeUnit.MILLISECONDS);
      boolean own = way.type().equals("direct");
      if (!own && shared != null && shared.isUsable(SHARED_USES)) {
        send(shared);
        return;
      }
      way.outbound()
          .associate(ground.flow(Network.UDP, server), home)
          .addListener((Future<Channel> opened) -> home.execute(() -> opened(opened, own)));
    }

    private void opened(Future<Channel> opened, boolean own) {
      if (!opened.isSuccess()) {
        if (!over) {
          fail(opened.cause());
        }
        return;
      }
      if (over || closed) {
        opened.getNow().close();
        return;
      }
      var lane = new DatagramLane(opened.getNow(), server, ground.random(), ground.counters());
      lane.begin();
      if (!own) {
        retire(shared);
        shared = lane;
      }
      send(lane);
    }

    private void send(DatagramLane lane) {
      tickets.add(new Ticket(lane, lane.send(query, this::heard)));
    }

    private void late() {
      for (var ticket : tickets) {
        ticket.lane().wear();
      }
      attempt();
    }

    private void heard(byte @Nullable [] message) {
      if (over) {
        return;
      }
      if (message == null) {
        again();
      } else if (AnswerReader.truncated(message)) {
        end();
        Ground.pass(byTcp.ask(ask, home), done);
      } else {
        try {
          var answer = AnswerReader.read(message, query.section(), ground.forbidden());
          end();
          done.trySuccess(answer);
        } catch (DnsFormatException e) {
          ground.counters().add(Counters.Count.SERVER_MISMATCHES);
          again();
        }
      }
    }

    private void again() {
      if (timer != null) {
        timer.cancel(false);
      }
      attempt();
    }

    private void fail(Throwable cause) {
      end();
      done.tryFailure(cause);
    }

    private void end() {
      over = true;
      exchanges--;
      if (timer != null) {
        timer.cancel(false);
      }
      for (var ticket : tickets) {
        ticket.lane().forget(ticket.id());
        if (ticket.lane() != shared) {
          retire(ticket.lane());
        }
      }
      rest();
    }
  }

  /** Others may wait on it still; then the last of them closes it. */
  private static void retire(@Nullable DatagramLane lane) {
    if (lane != null) {
      lane.wear();
      if (lane.isIdle()) {
        lane.close();
      }
    }
  }

  /** Closes the shared association when nobody has used it for a while. */
  private void rest() {
    if (idle != null) {
      idle.cancel(false);
    }
    if (shared != null) {
      idle =
          home.schedule(
              () -> {
                retire(shared);
                shared = null;
              },
              IDLE_SECONDS,
              TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    home.execute(
        () -> {
          closed = true;
          if (shared != null) {
            shared.close();
          }
        });
    byTcp.close();
  }
}
