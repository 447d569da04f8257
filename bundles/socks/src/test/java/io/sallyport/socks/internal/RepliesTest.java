// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpVersion;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Destination;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RepliesTest {

  private static final ReplyForm FIVE = Socks5Replies.to(Destination.of("a.test", 1));
  private static final ReplyForm FIVE_V6 = Socks5Replies.to(Destination.of("2001:db8::1", 1));
  private static final ReplyForm FOUR = new Socks4Replies();
  private static final ReplyForm HTTP = new HttpReplies(HttpVersion.HTTP_1_1);

  @ParameterizedTest
  @CsvSource({
    "REFUSED, 05, 502",
    "HOST_UNREACHABLE, 04, 502",
    "NETWORK_UNREACHABLE, 03, 502",
    "TIMEOUT, 06, 504",
    "NAME_NOT_FOUND, 04, 502",
    "RESOLVE_FAILED, 04, 502",
    "REJECTED, 02, 403",
    "OUTBOUND_UNAVAILABLE, 01, 503",
    "UPSTREAM_AUTH, 01, 502",
    "UPSTREAM_PROTOCOL, 01, 502",
    "UPSTREAM_FAILED, 01, 502",
    "UNSUPPORTED, 08, 502",
    "LIMIT, 01, 503",
    "CANCELLED, 01, 502",
    "GENERAL, 01, 502",
  })
  void reasons(Reason reason, String code, int status) {
    assertThat(refused(FIVE, reason)).isEqualTo("05" + code + "0001000000000000");
    assertThat(refused(FOUR, reason)).isEqualTo("005b000000000000");
    var http = Unpooled.buffer();
    assertThat(HTTP.refused(reason, http)).isTrue();
    assertThat(http.toString(StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("\r\nConnection: close\r\n")
        .contains("\r\nContent-Type: text/plain; charset=utf-8\r\n");
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatIsDroppedHasNoAnswer(Reason reason) {
    boolean told = reason != Reason.DROPPED;
    for (var form : new ReplyForm[] {FIVE, FOUR, HTTP}) {
      var out = Unpooled.buffer();
      assertThat(form.refused(reason, out)).isEqualTo(told);
      assertThat(out.isReadable()).isEqualTo(told);
    }
  }

  @Test
  void theLengthOfAnHttpRefusalIsThatOfItsText() {
    var out = Unpooled.buffer();
    HTTP.refused(Reason.REFUSED, out);
    String[] parts = out.toString(StandardCharsets.US_ASCII).split("\r\n\r\n", 2);
    assertThat(parts[0]).contains("Content-Length: " + parts[1].length() + "\r\n");
  }

  @Test
  void boundIsTheTruthOrZerosOfTheRightFamily() {
    assertThat(granted(FIVE, new InetSocketAddress("127.0.0.1", 4660)))
        .isEqualTo("050000017f0000011234");
    assertThat(granted(FIVE, new InetSocketAddress("::1", 1)))
        .isEqualTo("05000004000000000000000000000000000000010001");
    assertThat(granted(FIVE, null)).isEqualTo("05000001000000000000");
    assertThat(granted(FIVE_V6, null)).isEqualTo("05000004" + "00".repeat(18));
    assertThat(granted(FIVE, new SocketAddress() {})).isEqualTo("05000001000000000000");
    assertThat(granted(FIVE_V6, InetSocketAddress.createUnresolved("a", 1)))
        .isEqualTo("05000004" + "00".repeat(18));
    assertThat(granted(FOUR, new InetSocketAddress("127.0.0.1", 4660)))
        .isEqualTo("005a12347f000001");
    assertThat(granted(FOUR, new InetSocketAddress("::1", 1))).isEqualTo("005a000000000000");
  }

  private static String refused(ReplyForm form, Reason reason) {
    var out = Unpooled.buffer();
    form.refused(reason, out);
    return ByteBufUtil.hexDump(out);
  }

  private static String granted(ReplyForm form, @Nullable SocketAddress bound) {
    var out = Unpooled.buffer();
    form.granted(bound, out);
    return ByteBufUtil.hexDump(out);
  }
}
