// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReverseLookupTest {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ScriptedDns dns = new ScriptedDns(group);
  private final HostResolver resolver =
      new HostResolver(
          TransportType.NIO, new SingletonDnsServerAddressStreamProvider(dns.address()));

  @AfterEach
  void stop() {
    resolver.close();
    dns.close();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Future<String> reverse(String address) throws Exception {
    var answer = ReverseLookup.of(InetAddress.getByName(address), resolver, group.next());
    assertThat(answer.await(10, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  @Test
  void anAddressHasTheNameOfItsPtrRecord() throws Exception {
    dns.say(DnsRecordType.PTR, "4.2.0.192.in-addr.arpa", 0, "four.example.test");
    assertThat(reverse("192.0.2.4").getNow()).isEqualTo("four.example.test");
  }

  @Test
  void anAddressOfSixteenBytesIsAskedForByItsDigits() {
    byte[] ip = new byte[16];
    ip[0] = 0x20;
    ip[15] = (byte) 0xab;
    assertThat(ReverseLookup.question(ip))
        .startsWith("b.a.0.0.")
        .endsWith(".0.2.ip6.arpa.")
        .hasSize(32 * 2 + "ip6.arpa.".length());
  }

  @Test
  void anAddressWithoutANameIsNotFound() throws Exception {
    dns.refuse("9.2.0.192.in-addr.arpa", DnsResponseCode.NXDOMAIN, DnsRecordType.PTR);
    assertThat(reverse("192.0.2.9").cause())
        .isInstanceOfSatisfying(
            ConnectFailure.class,
            failure ->
                assertThat(failure.reason()).isEqualTo(ConnectFailure.Reason.NAME_NOT_FOUND));
  }

  @Test
  void theLoopbackIsNotAskedFor() throws Exception {
    assertThat(reverse("127.0.0.5").getNow()).isEqualTo("localhost");
    assertThat(dns.asked).isEmpty();
  }
}
