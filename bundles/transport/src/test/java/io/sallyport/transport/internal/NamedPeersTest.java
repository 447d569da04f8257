// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedPeersTest {

  private final Map<String, Promise<InetAddress>> lookups = new LinkedHashMap<>();
  private final List<String> sent = new ArrayList<>();
  private final List<ByteBuf> contents = new ArrayList<>();
  private final NamedPeers peers =
      new NamedPeers(
          name -> {
            Promise<InetAddress> lookup = ImmediateEventExecutor.INSTANCE.newPromise();
            lookups.put(name, lookup);
            return lookup;
          },
          (datagram, _) -> {
            sent.add(datagram.peer().host() + " " + datagram.content().readableBytes());
            datagram.release();
          });

  private void send(String name, int bytes) {
    var content = Unpooled.buffer(Math.max(1, bytes)).writeZero(bytes);
    contents.add(content);
    peers.send(name, new Datagram(Destination.of(name, 53), content));
  }

  @Test
  void whatWaitsIsBoundedPerNameAndInAll() {
    for (int i = 0; i < NamedPeers.MAX_WAITING_PER_NAME + 10; i++) {
      send("few.test", 1);
    }
    for (int i = 0; i < 10; i++) {
      send("large.test", 60_000);
    }
    lookups.values().forEach(lookup -> lookup.setSuccess(InetAddress.getLoopbackAddress()));

    assertThat(sent).filteredOn("few.test 1"::equals).hasSize(NamedPeers.MAX_WAITING_PER_NAME);
    assertThat(sent).filteredOn("large.test 60000"::equals).hasSize(4);
    assertThat(contents).allMatch(content -> content.refCnt() == 0);
  }

  @Test
  void namesAreBounded() {
    for (int i = 0; i <= NamedPeers.MAX_NAMES; i++) {
      send("n" + i + ".test", 1);
    }
    lookups.values().forEach(lookup -> lookup.setSuccess(InetAddress.getLoopbackAddress()));
    assertThat(sent).hasSize(NamedPeers.MAX_NAMES).doesNotContain("n0.test 1");
  }

  @Test
  void aFailureDropsWhatWaitedAndTheNextTriesAgain() {
    send("shaky.test", 1);
    lookups.get("shaky.test").setFailure(new IllegalStateException("no"));
    send("shaky.test", 2);
    lookups.get("shaky.test").setSuccess(InetAddress.getLoopbackAddress());
    assertThat(sent).containsExactly("shaky.test 2");
  }

  @Test
  void closingReleasesWhatWaits() {
    send("late.test", 1);
    peers.close();
    send("later.test", 1);
    lookups.get("late.test").setSuccess(InetAddress.getLoopbackAddress());
    assertThat(sent).isEmpty();
    assertThat(contents).allMatch(content -> content.refCnt() == 0);
  }
}
