// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Destination;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What implementers of RFC 1928 get wrong, and where each point is tested: {@code s} in this
 * package, {@code c} in {@code socks-codec}, {@code u} in {@code upstream}, {@code t} in {@code
 * transport}, {@code m} in {@code session}, {@code p} against the product; {@code here} below.
 *
 * <table>
 * <caption>Seventeen points</caption>
 * <tr><td>1</td><td>DST of UDP ASSOCIATE is the client's own address; whatever stands there is
 *   taken, and held to only where it is the TCP peer's</td><td>s UdpAssociationTest
 *   .anAnnouncedPortIsHeldTo, .whatIsAnnouncedOfAnotherAddressIsNotHeldAgainstTheClient,
 *   .onlyTheFirstPortOfTheClientsAddressIsHeard; here .whateverIsAnnouncedIsTaken</td></tr>
 * <tr><td>2</td><td>BND of that reply can be reached, and as a client 0.0.0.0 is the server</td><td>
 *   here .theRelayIsWhereTheClientHasConnectedTo; s .portsComeFromTheRangeAndTheAddressFromTheFile;
 *   u UdpAssociationTest.datagramsGoByTheRelayThatTheServerNames</td></tr>
 * <tr><td>3</td><td>the association ends with TCP; silence ends both or none</td><td>s
 *   .theSocketGoesWithTheConnection, .anEndOfOutputIsAnEnd; p UdpIT
 *   .theAssociationEndsWithItsConnection, .silenceEndsBothTogether</td></tr>
 * <tr><td>4</td><td>fragments are never relayed as whole</td><td>s
 *   .fragmentsAreNeverRelayedAsWhole; u .rubbishFragmentsAndStrangersAreDroppedAndEndNothing</td></tr>
 * <tr><td>5</td><td>the header of an answer names who has answered, in its own family</td><td>s
 *   .aDatagramGoesOutAndItsAnswerSaysWhoAnswered; c SocksDatagramHeaderTest</td></tr>
 * <tr><td>6</td><td>BIND has two replies, checks the peer, and a deadline</td><td>s CommandsTest
 *   .bindHasTwoReplies; t PeerWaitTest; m BindWaitTest; p BindIT</td></tr>
 * <tr><td>7</td><td>REP after the dial; the end after a refusal, and no reset that eats it</td><td>s
 *   SocksClientsTest.failuresKeepTheirReasonAndEndTheConnection,
 *   .aRefusalArrivesThoughTheClientKeepsTalking; p SocksIT
 *   .failuresCarryTheResultOfTheRealDial</td></tr>
 * <tr><td>8</td><td>reads split and merge anywhere; what follows the request is data</td><td>s
 *   SocksClientsTest.everyCutInTwo, .everythingByteByByte,
 *   .everythingInOneSegmentWithTheDataBehindIt; c StreamMessagesTest</td></tr>
 * <tr><td>9</td><td>after FF nothing goes on</td><td>here .afterNoAcceptableMethodNothingGoesOn; s
 *   Socks5DialogTest.withoutUsers</td></tr>
 * <tr><td>10</td><td>RFC 1929: its version is 1, lengths 1 to 255, a failure ends it, nothing of it
 *   is logged</td><td>s Socks5DialogTest.withUsers, UsersTest; here .credentialsAreInNoLog</td></tr>
 * <tr><td>11</td><td>names: no NUL, not empty, literals are addresses; unresolved to the
 *   outbound</td><td>c Socks5VectorsTest.everyByteInANameIsJudged; s Socks5DialogTest
 *   .aLiteralBecomesAnAddressThatAddressRulesSee; p UpstreamIT
 *   .aNameReachesTheUpstreamAsAName</td></tr>
 * <tr><td>12</td><td>IPv4-mapped IPv6 is IPv4</td><td>s Socks5DialogTest.destinations; here
 *   .ipv4InTheClothesOfIpv6MeetsTheRulesOfIpv4</td></tr>
 * <tr><td>13</td><td>REP 8 though the address cannot be skipped</td><td>c Socks5VectorsTest
 *   .badRequestsAreRefusedAtTheBadByte; s Socks5DialogTest.withoutUsers</td></tr>
 * <tr><td>14</td><td>SOCKS4a: 0.0.0.x with x other than 0, capped fields, literals, reply version
 *   0</td><td>c Socks4VectorsTest; s Socks4DialogTest, SocksClientsTest.socks4And4a</td></tr>
 * <tr><td>15</td><td>as a client: offers 00 and 02, takes names in replies, asks with the zeros of
 *   its family</td><td>u SocksOutboundTest
 *   .connectsAndBringsWhatStandsBehindTheReply, .sendsCredentialsOnlyIfTheServerChoosesThem,
 *   UdpAssociationTest</td></tr>
 * <tr><td>16</td><td>Tor's RESOLVE and RESOLVE_PTR; method 02 where it is all that is
 *   offered</td><td>s CommandsTest.lookupsAnswerInTheReplyAndEnd, Socks5DialogTest; p
 *   BindIT.lookups</td></tr>
 * <tr><td>17</td><td>a deadline for the handshake, a cap in all and by source, bounds before
 *   authentication</td><td>s SocksInboundTest.aClientThatDawdlesIsClosedAtTheDeadline,
 *   .whoStallsCannotLockOutWhoSpeaks, .onePlaceCannotHoldAllHandshakes; here
 *   .whatIsKeptBeforeTheEndOfTheHandshakeIsBounded; p SocksIT.whoStallsIsSentAwayAndHurtsNobody</td></tr>
 * </table>
 */
@Timeout(30)
class SocksChecklistTest {

  private static final String ASK = "05010003 06 612e74657374 0050";

  /** 1. Many clients send their target, or a name; zeros are what RFC 1928 §4 wants. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 00000000 0000",
        "01 c0000207 0035",
        "03 06 612e74657374 0035",
        "03 07 302e302e302e30 0000",
        "04 00000000000000000000000000000000 0000",
        "04 20010db8000000000000000000000001 0035"
      })
  void whateverIsAnnouncedIsTaken(String announced) throws Exception {
    try (var world = new Associated().associate(announced)) {
      world.expectAlive("01");
    }
  }

  /** 2. A listener of all addresses tells none of them, which nobody could send to. */
  @Test
  void theRelayIsWhereTheClientHasConnectedTo() throws Exception {
    try (var world = new Associated("listen", "0.0.0.0").associate()) {
      assertThat(world.relay.getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
      assertThat(world.relay.getPort()).isNotZero();
      world.expectAlive("01");
    }
  }

  /** 9. */
  @Test
  void afterNoAcceptableMethodNothingGoesOn() throws Exception {
    try (var listener = new Listener(".users", Listener.USERS).listening();
        var client = listener.client()) {
      client.say("050100" + "0105616c69636503733363" + ASK).expect("05ff");
      assertThat(client.rest()).isEmpty();
      assertThat(listener.sessions.flows).isEmpty();
    }
  }

  /** 10. Not even where everything is logged. */
  @Test
  void credentialsAreInNoLog() throws Exception {
    try (var listener = new Listener(".users", Listener.USERS).listening();
        var right = listener.client();
        var wrong = listener.client();
        var http = listener.client()) {
      right.say("050102").expect("0502").say("0105616c69636503733363").expect("0100");
      wrong.say("050102").expect("0502").say("0105616c69636503737878").expect("0101");
      wrong.expectClosed();
      // alice:sxx
      http.sayText(
          "CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\n"
              + "Proxy-Authorization: Basic YWxpY2U6c3h4\r\n\r\n");
      assertThat(http.rest()).contains(" 407 ");
      assertThat(listener.everything).anyMatch(line -> line.contains("refused"));
      assertThat(listener.everything)
          .noneMatch(line -> line.contains("s3c") || line.contains("sxx") || line.contains("c3h4"));
    }
  }

  /** 12. In datagrams too: policy rejects 127.0.0.66 here. */
  @Test
  void ipv4InTheClothesOfIpv6MeetsTheRulesOfIpv4() throws Exception {
    try (var world = new Associated().associate()) {
      var port = "%04x".formatted(world.echo.getLocalPort());
      world.send(world.udp, "00000004 00000000000000000000ffff7f000042" + port + "01");
      world.send(world.udp, "00000004 00000000000000000000ffff7f000001" + port + "02");
      assertThat(world.receive()).isEqualTo(world.toEcho() + "02");
      assertThat(world.sessions.flows)
          .allMatch(
              flow ->
                  flow.destination() instanceof Destination.Address address
                      && address.ip().getAddress().length == 4);
    }
  }

  /** 17. No message before the end of the handshake is longer than the longest that there is. */
  @Test
  void whatIsKeptBeforeTheEndOfTheHandshakeIsBounded() throws Exception {
    String longest = "01" + "ff" + "61".repeat(255) + "ff" + "62".repeat(255);
    try (var listener = new Listener(".users", Listener.USERS).listening()) {
      for (String endless :
          new String[] {
            "05ff" + "fe".repeat(254),
            "050102" + longest.substring(0, longest.length() - 2),
            "04010050 00000001" + "61".repeat(255),
            "04010050 00000001 00" + "61".repeat(255)
          }) {
        try (var client = listener.client()) {
          client.say(endless);
          // One more decides, whatever it is.
          client.say("61").socket().shutdownOutput();
          byte[] answer = client.socket().getInputStream().readAllBytes();
          assertThat(HexFormat.of().formatHex(answer)).isIn("05ff", "05020101", "005b000000000000");
        }
      }
    }
  }
}
