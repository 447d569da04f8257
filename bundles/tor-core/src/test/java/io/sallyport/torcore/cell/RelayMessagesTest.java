// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayMessagesTest {

  private static final InetAddress V4 = Addresses.parse(new byte[] {18, 0, 0, 1});
  private static final InetAddress V6 =
      Addresses.parse(HexFormat.of().parseHex("20010db8000000000000000000000001"));

  private static ByteReader hex(String text) {
    return new ByteReader(HexFormat.of().parseHex(text.replace(" ", "")));
  }

  @Test
  void connected() throws Exception {
    assertThat(ConnectedMessage.parse(hex(""))).isEqualTo(new ConnectedMessage(null, 0));
    assertThat(ConnectedMessage.parse(hex("12000001 00000e10")))
        .isEqualTo(new ConnectedMessage(V4, 3600));
    assertThat(ConnectedMessage.parse(hex("12000001"))).isEqualTo(new ConnectedMessage(V4, 0));
    String v6 = "00000000 06 20010db8000000000000000000000001 00000e10";
    assertThat(ConnectedMessage.parse(hex(v6))).isEqualTo(new ConnectedMessage(V6, 3600));
    for (var message :
        List.of(new ConnectedMessage(V4, 60), new ConnectedMessage(V6, 4_294_967_295L))) {
      assertThat(ConnectedMessage.parse(new ByteReader(message.encoded()))).isEqualTo(message);
    }
    for (String bad :
        new String[] {
          "12", "120000", "00000000", "00000000 07", v6.substring(0, v6.length() - 2)
        }) {
      refused(bad, ConnectedMessage::parse);
    }
  }

  @Test
  void end() throws Exception {
    refused("", EndMessage::parse);
    assertThat(EndMessage.parse(hex("06"))).isEqualTo(new EndMessage(EndReason.DONE, null, 0));
    assertThat(EndMessage.parse(hex("ff")).reason()).isEqualTo(EndReason.UNKNOWN);
    assertThat(EndMessage.parse(hex("00")).reason()).isEqualTo(EndReason.UNKNOWN);
    assertThat(EndMessage.parse(hex("04 12000001 0000000a")))
        .isEqualTo(new EndMessage(EndReason.EXIT_POLICY, V4, 10));
    assertThat(EndMessage.parse(hex("04 12")))
        .isEqualTo(new EndMessage(EndReason.EXIT_POLICY, null, 0));
    for (EndReason reason : EndReason.values()) {
      if (reason != EndReason.UNKNOWN) {
        var message = new EndMessage(reason, null, 0);
        assertThat(EndMessage.parse(new ByteReader(message.encoded()))).isEqualTo(message);
      }
    }
    var refusal = new EndMessage(EndReason.EXIT_POLICY, V6, 77);
    assertThat(EndMessage.parse(new ByteReader(refusal.encoded()))).isEqualTo(refusal);
  }

  @Test
  void resolved() throws Exception {
    var message =
        new ResolvedMessage(
            List.of(
                new ResolvedAnswer.Address(V4, 1),
                new ResolvedAnswer.Address(V6, 2),
                new ResolvedAnswer.HostName("host.example", 3),
                new ResolvedAnswer.Failure(true, 4),
                new ResolvedAnswer.Failure(false, 5)));
    byte[] encoded = message.encoded();
    assertThat(ResolvedMessage.parse(new ByteReader(encoded))).isEqualTo(message);
    int whole = 0;
    for (int length = 0; length < encoded.length; length++) {
      try {
        ResolvedMessage.parse(new ByteReader(encoded, 0, length));
        whole++;
      } catch (ProtocolViolation e) {
        assertThat(e.reason()).isEqualTo(ProtocolViolation.Reason.TRUNCATED);
      }
    }
    assertThat(whole).as("prefixes of whole answers").isEqualTo(5);
    assertThat(ResolvedMessage.parse(hex("77 01 00 00000001")).answers()).isEmpty();
    refused("04 03 120000 00000001", ResolvedMessage::parse);
    refused("06 04 12000001 00000001", ResolvedMessage::parse);
    refused("00 00 00000001", ResolvedMessage::parse);
    refused("00 03 61000a 00000001", ResolvedMessage::parse);
  }

  @Test
  void begin() throws Exception {
    var message = new BeginMessage("www.example.com", 443, 5);
    assertThat(BeginMessage.parse(new ByteReader(message.encoded()))).isEqualTo(message);
    var v6 = new BeginMessage("[2001:db8::1]", 80, 0);
    assertThat(v6.encoded()).endsWith((byte) '0', (byte) 0);
    assertThat(BeginMessage.parse(new ByteReader(v6.encoded()))).isEqualTo(v6);
    for (String bad :
        new String[] {
          "", "00", "3a383000", "613a00", "613a303000", "613a363535333600", "61203a3800", "613a38"
        }) {
      refused(bad, BeginMessage::parse);
    }
  }

  @Test
  void sendme() throws Exception {
    byte[] tag = new byte[20];
    tag[3] = 4;
    assertThat(SendmeMessage.parse(new ByteReader(new SendmeMessage(tag).encoded()), 20).tag())
        .isEqualTo(tag);
    byte[] encoded = new SendmeMessage(tag).encoded();
    for (int length = 0; length < encoded.length; length++) {
      var cut = new ByteReader(encoded, 0, length);
      assertThatExceptionOfType(ProtocolViolation.class)
          .isThrownBy(() -> SendmeMessage.parse(cut, 20));
    }
    refused("00", in -> SendmeMessage.parse(in, 20));
    refused("02 0014" + "00".repeat(20), in -> SendmeMessage.parse(in, 20));
    refused("01 0010" + "00".repeat(16), in -> SendmeMessage.parse(in, 20));
  }

  @Test
  void extend() throws Exception {
    var message =
        new ExtendMessage(
            List.of(
                new LinkSpecifier.Address(V4, 9001),
                new LinkSpecifier.Address(V6, 9002),
                new LinkSpecifier.Other(200, new byte[] {1, 2})),
            new CreateMessage(2, new byte[84]));
    byte[] encoded = message.encoded();
    var read = ExtendMessage.parse(new ByteReader(encoded));
    assertThat(read.encoded()).isEqualTo(encoded);
    assertThat(read.specifiers().get(1)).isEqualTo(new LinkSpecifier.Address(V6, 9002));
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatExceptionOfType(ProtocolViolation.class)
          .isThrownBy(() -> ExtendMessage.parse(new ByteReader(cut)));
    }
    refused("01 00 07 120000012329 00", in -> LinkSpecifier.parseList(in));
    refused("01 02 13" + "00".repeat(19), in -> LinkSpecifier.parseList(in));
  }

  /** TROVE-2026-003: an answer announces more than it has, or than anybody needs. */
  @Test
  void createdHoldsWhatItHolds() throws Exception {
    refused("ffff 0102", CreateMessage::parseReply);
    refused("00", CreateMessage::parseReply);
    assertThat(CreateMessage.parseReply(hex("0002 0102 03"))).containsExactly(1, 2);
  }

  private interface Parser {
    Object parse(ByteReader in) throws ProtocolViolation;
  }

  private static void refused(String hex, Parser parser) {
    assertThatExceptionOfType(ProtocolViolation.class)
        .as(hex)
        .isThrownBy(() -> parser.parse(hex(hex)));
  }
}
