// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Decision;
import io.sallyport.api.Network;
import io.sallyport.api.Sniffed;
import io.sallyport.session.internal.sniff.Sniffer;
import io.sallyport.session.internal.sniff.Verdict;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One {@code sniff} action being carried out. Where the client speaks first its bytes are awaited,
 * up to the timeout; where it waits for an answer, only what it has sent already is looked at.
 */
final class SniffWait {

  private final Deciding deciding;
  private final Decision.Sniff rule;
  private final EarlyBytes early;
  private final Channel client;
  private final Network network;
  private final boolean patient;
  private @Nullable Future<?> timeout;
  private boolean done;

  SniffWait(
      Deciding deciding,
      Decision.Sniff rule,
      EarlyBytes early,
      Channel client,
      Network network,
      boolean patient) {
    this.deciding = deciding;
    this.rule = rule;
    this.early = early;
    this.client = client;
    this.network = network;
    this.patient = patient;
  }

  /** Looks at what is there; decides, or reads on. */
  void look() {
    if (done) {
      return;
    }
    switch (verdict()) {
      case Verdict.Found found -> end(found.sniffed());
      case Verdict.Nothing _ -> end(Sniffed.NOTHING);
      case Verdict.NeedMore _ -> {
        if (!patient || early.ended()) {
          end(giveUp());
          return;
        }
        if (timeout == null) {
          timeout =
              client
                  .eventLoop()
                  .schedule(
                      () -> {
                        if (!done) {
                          end(giveUp());
                        }
                      },
                      rule.timeout().toNanos(),
                      TimeUnit.NANOSECONDS);
        }
        client.read();
      }
    }
  }

  /** What can be said without waiting on: of a hello over several datagrams, that it is QUIC. */
  private Sniffed giveUp() {
    var datagrams = early.datagrams();
    return network == Network.UDP
            && !datagrams.isEmpty()
            && Sniffer.sniff(datagrams.getFirst(), network, rule.protocols())
                instanceof Verdict.Found found
        ? found.sniffed()
        : Sniffed.NOTHING;
  }

  private Verdict verdict() {
    if (network == Network.UDP) {
      var datagrams = early.datagrams();
      return datagrams.isEmpty()
          ? Verdict.NEED_MORE
          : Sniffer.sniffDatagrams(datagrams, rule.protocols());
    }
    ByteBuf bytes = early.peek();
    if (bytes == null) {
      return Verdict.NEED_MORE;
    }
    try {
      return Sniffer.sniff(bytes, network, rule.protocols());
    } finally {
      bytes.release();
    }
  }

  private void end(Sniffed found) {
    done = true;
    if (timeout != null) {
      timeout.cancel(false);
    }
    deciding.sniffed(found, rule);
  }
}
