// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Curl;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.tor.network.NetworkShape;
import io.sallyport.itest.tor.network.PrivateTorNetwork;
import io.sallyport.itest.tor.network.TorNode;
import io.sallyport.itest.tor.network.WebTarget;
import org.junit.jupiter.api.Test;

/** The ground under all other tests here: the network serves the C program's own client. */
class PrivateTorNetworkIT {

  @Test
  void carriesTheStreamsOfACTorClientAndEndsWithoutATrace() throws Exception {
    long pid;
    try (var network = PrivateTorNetwork.start(NetworkShape.small());
        var web = new WebTarget();
        var echo = ByteServer.echo()) {
      pid = network.process(network.nodes(TorNode.Kind.EXIT).getFirst()).pid();
      var client = network.client().awaitBootstrap();
      var page =
          Curl.get(
              "--socks5-hostname",
              "127.0.0.1:" + client.socksPort(),
              "http://www.testnet:" + web.port() + "/");
      assertThat(page.body()).isEqualTo("hello by way of three relays\n");
      assertThat(network.names().asked()).contains("www.testnet");
      try (var stream = Socks5.open(client.socksPort(), "127.0.0.1", echo.port())) {
        Pattern.write(stream.getOutputStream(), 5, 100_000);
        Pattern.check(stream.getInputStream(), 5, 100_000);
      }
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }
}
