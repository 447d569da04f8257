// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellDecoder;
import io.sallyport.torcore.cell.CellHandler;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.cert.CertsCell;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.fake.FakeRelay;
import io.sallyport.torcore.fake.RelayKeys;
import io.sallyport.torcore.link.LinkFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHandshakeTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final RelayKeys KEYS = new RelayKeys(new SecureRandom(), NOW);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static final byte[] VERSIONS = Cells.versions(3, 4, 5);
  private static final byte[] CERTS = Cells.variable(0, CellCommand.CERTS, KEYS.certs().encoded());
  private static final byte[] CHALLENGE =
      Cells.variable(0, CellCommand.AUTH_CHALLENGE, challenge());
  private static final byte[] NETINFO = netinfo(NOW.getEpochSecond());

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<Integer> later = new ArrayList<>();
  private final CellDecoder decoder = new CellDecoder();
  private Instant now = NOW;
  private @Nullable LinkEstablished established;
  private LinkHandshake handshake = handshake(KEYS.identity());

  private static byte[] challenge() {
    return new ByteWriter().zeros(32).u16(1).u16(3).toByteArray();
  }

  private static byte[] netinfo(long time) {
    byte[] body = new NetInfo(time, LOOPBACK, List.of(LOOPBACK)).encoded();
    return Cells.fixed(0, CellCommand.NETINFO, body);
  }

  private LinkHandshake handshake(@Nullable RelayIdentity wanted) {
    var listener =
        new LinkListener() {
          @Override
          public void write(byte[] buffer, int offset, int length) {
            sent.write(buffer, offset, length);
          }

          @Override
          public CellHandler established(LinkEstablished link) {
            established = link;
            return (id, command, buffer, offset, length) -> later.add(command);
          }
        };
    return new LinkHandshake(
        new LinkTarget(wanted, LOOPBACK), KEYS.tlsCertificate, listener, () -> now);
  }

  @BeforeEach
  void start() {
    handshake.start();
  }

  private void receive(byte[]... cells) throws ProtocolViolation {
    for (byte[] cell : cells) {
      decoder.feed(cell.clone(), 0, cell.length, handshake);
    }
  }

  private LinkFailure refused(byte[]... cells) {
    int before = sent.size();
    LinkFailure[] failure = new LinkFailure[1];
    assertThatExceptionOfType(LinkFailure.class)
        .isThrownBy(() -> receive(cells))
        .satisfies(e -> failure[0] = e);
    assertThat(established).isNull();
    assertThat(sent.size()).as("nothing is sent to whom we do not trust").isEqualTo(before);
    return failure[0];
  }

  @Test
  void aLinkIsEstablished() throws Exception {
    assertThat(sent.toByteArray()).isEqualTo(Cells.versions(4, 5));
    sent.reset();
    receive(VERSIONS, CERTS, CHALLENGE);
    assertThat(sent.size()).isZero();
    receive(NETINFO);
    assertThat(established)
        .isEqualTo(
            new LinkEstablished(
                5, KEYS.identity(), Duration.ZERO, LOOPBACK, List.of(LOOPBACK), true));
    byte[] ours = sent.toByteArray();
    assertThat(ours).hasSize(514);
    assertThat(ours[4]).isEqualTo((byte) CellCommand.NETINFO);
    NetInfo told = NetInfo.parse(new ByteReader(ours, 5, 509));
    assertThat(told)
        .as("neither our time nor our address")
        .isEqualTo(new NetInfo(0, LOOPBACK, List.of()));
  }

  @Test
  void cellsAfterwardsAreHandedOnEvenInTheSameBytes() throws Exception {
    receive(
        new ByteWriter()
            .bytes(VERSIONS)
            .bytes(CERTS)
            .bytes(NETINFO)
            .bytes(Cells.padding())
            .bytes(Cells.fixed(1, CellCommand.RELAY, new byte[0]))
            .toByteArray());
    assertThat(later).containsExactly(CellCommand.PADDING, CellCommand.RELAY);
  }

  @Test
  void anyOneMayBeAcceptedOnPurpose() throws Exception {
    handshake = handshake(null);
    handshake.start();
    receive(VERSIONS, CERTS, NETINFO);
    assertThat(Objects.requireNonNull(established).identity()).isEqualTo(KEYS.identity());
  }

  @Test
  void theHighestCommonVersionCounts() throws Exception {
    receive(Cells.versions(9, 4, 3), CERTS, NETINFO);
    assertThat(Objects.requireNonNull(established).version()).isEqualTo(4);
    assertThat(established.negotiatesPadding()).isFalse();
  }

  @Test
  void oldVersionsAreNotSpoken() {
    assertThat(refused(Cells.versions(1, 2, 3)).kind()).isEqualTo(Kind.NO_COMMON_VERSION);
  }

  @Test
  void noVersionsAtAll() {
    assertThat(refused(Cells.versions()).kind()).isEqualTo(Kind.NO_COMMON_VERSION);
  }

  @Test
  void halfAVersion() {
    assertThat(refused(new byte[] {0, 0, 7, 0, 3, 0, 4, 0}).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void paddingAndRepeatedVersionsArePassedOver() throws Exception {
    byte[] padding = Cells.variable(0, CellCommand.VPADDING, new byte[100]);
    byte[] again = Cells.variable(0, CellCommand.VERSIONS, new byte[] {0, 4});
    receive(VERSIONS, padding, CERTS, again, Cells.padding(), CHALLENGE, padding, NETINFO);
    assertThat(Objects.requireNonNull(established).version()).isEqualTo(5);
  }

  /** TROVE-2026-006: cells of the handshake in any other order than theirs. */
  @Test
  void everyOtherOrderIsRefused() {
    byte[][] cells = {CERTS, CHALLENGE, NETINFO};
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 3; b++) {
        for (int c = 0; c < 3; c++) {
          boolean right = a == 0 && (b == 2 || (b == 1 && c == 2));
          if (!right) {
            var fresh = new LinkHandshakeTest();
            fresh.start();
            var failure = fresh.refused(VERSIONS, cells[a], cells[b], cells[c]);
            assertThat(failure.kind()).as("%d %d %d", a, b, c).isEqualTo(Kind.PROTOCOL);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 9, 10, 11, 12, 77, 131, 200})
  void nothingElseHasAPlaceInTheHandshake(int command) {
    byte[] cell =
        CellCommand.isVariable(command)
            ? Cells.variable(0, command, new byte[40])
            : Cells.fixed(0, command, new byte[40]);
    byte[][][] before = {{VERSIONS}, {VERSIONS, CERTS}, {VERSIONS, CERTS, CHALLENGE}};
    for (byte[][] cells : before) {
      var fresh = new LinkHandshakeTest();
      fresh.start();
      byte[][] all = Arrays.copyOf(cells, cells.length + 1);
      all[cells.length] = cell;
      assertThat(fresh.refused(all).kind()).isEqualTo(Kind.PROTOCOL);
    }
  }

  @Test
  void cellsOfTheHandshakeBelongToNoCircuit() {
    byte[] certs = Cells.variable(7, CellCommand.CERTS, KEYS.certs().encoded());
    assertThat(refused(VERSIONS, certs).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void anotherRelayIsNotTheOneWeCalled() {
    handshake = handshake(new RelayKeys(new SecureRandom(), NOW).identity());
    handshake.start();
    assertThat(refused(VERSIONS, CERTS).kind()).isEqualTo(Kind.WRONG_IDENTITY);
  }

  @Test
  void oneWrongIdentityIsEnough() {
    RelayIdentity other = new RelayKeys(new SecureRandom(), NOW).identity();
    handshake = handshake(new RelayIdentity(other.rsa(), KEYS.identity().ed25519()));
    handshake.start();
    assertThat(refused(VERSIONS, CERTS).kind()).isEqualTo(Kind.WRONG_IDENTITY);
  }

  @Test
  void withoutCertificatesNobodyIsProven() {
    byte[] none = Cells.variable(0, CellCommand.CERTS, new byte[] {0});
    assertThat(refused(VERSIONS, none).kind()).isEqualTo(Kind.BAD_CERTIFICATE);
  }

  @Test
  void expiredCertificatesTellTheSkew() {
    now = NOW.plus(Duration.ofDays(3));
    LinkFailure failure = refused(VERSIONS, CERTS);
    assertThat(failure.kind()).isEqualTo(Kind.EXPIRED);
    assertThat(failure.skew()).hasValue(Duration.ofDays(2));
  }

  @Test
  void theClockOfThePeerIsCompared() throws Exception {
    receive(VERSIONS, CERTS, netinfo(NOW.getEpochSecond() + 7200));
    assertThat(Objects.requireNonNull(established).clockSkew()).isEqualTo(Duration.ofHours(-2));
  }

  @Test
  void aLateNetinfoSaysNothingOfTheClock() throws Exception {
    receive(VERSIONS, CERTS);
    now = NOW.plusSeconds(200);
    receive(NETINFO);
    assertThat(Objects.requireNonNull(established).clockSkew()).isNull();
  }

  @Test
  void netinfoWithStrangeAddresses() throws Exception {
    byte[] body =
        new ByteWriter()
            .u32(0)
            .u8(99)
            .u8(3)
            .zeros(3)
            .u8(2)
            .u8(4)
            .u8(4)
            .u32(1)
            .u8(7)
            .u8(0)
            .toByteArray();
    receive(VERSIONS, CERTS, Cells.fixed(0, CellCommand.NETINFO, body));
    LinkEstablished link = Objects.requireNonNull(established);
    assertThat(link.ourAddress()).isNull();
    assertThat(link.clockSkew()).isNull();
    assertThat(link.peerAddresses()).hasSize(1);
    assertThat(link.canonical()).isFalse();
  }

  @Test
  void netinfoThatLies() {
    for (byte[] body :
        List.of(
            new ByteWriter().u32(0).u8(4).u8(5).zeros(5).toByteArray(),
            new ByteWriter().u32(0).u8(6).u8(4).zeros(4).toByteArray(),
            new ByteWriter()
                .u32(0)
                .u8(4)
                .u8(4)
                .zeros(4)
                .u8(255)
                .u8(99)
                .u8(255)
                .zeros(255)
                .u8(99)
                .u8(255)
                .toByteArray())) {
      var fresh = new LinkHandshakeTest();
      fresh.start();
      byte[] cell = Cells.fixed(0, CellCommand.NETINFO, body);
      assertThat(fresh.refused(VERSIONS, CERTS, cell).kind()).isEqualTo(Kind.PROTOCOL);
    }
  }

  @Test
  void everyTruncationOfCertsIsRefused() {
    byte[] body = KEYS.certs().encoded();
    for (int length = 0; length < body.length; length += 5) {
      var fresh = new LinkHandshakeTest();
      fresh.start();
      byte[] cut = Cells.variable(0, CellCommand.CERTS, Arrays.copyOf(body, length));
      assertThat(fresh.refused(VERSIONS, cut).kind()).isEqualTo(Kind.BAD_CERTIFICATE);
    }
  }

  @Test
  void aFailedHandshakeStaysFailed() {
    refused(VERSIONS, NETINFO);
    refused(CERTS);
    refused(NETINFO);
  }

  @Test
  void theFakeRelayOfTheTestsAgrees() throws Exception {
    var answers = new ByteArrayOutputStream();
    var relay = new FakeRelay(KEYS, answers::write, () -> now, new SecureRandom());
    relay.receive(sent.toByteArray(), 0, sent.size());
    sent.reset();
    receive(answers.toByteArray());
    relay.receive(sent.toByteArray(), 0, sent.size());
    assertThat(relay.link.isOpen()).isTrue();
    assertThat(relay.link.version()).isEqualTo(5);
    assertThat(Objects.requireNonNull(established).canonical()).isTrue();
  }

  @Test
  void unknownCertificatesAreTolerated() throws Exception {
    var all = KEYS.certificates(NOW.plus(Duration.ofDays(1)));
    all.put(55, new byte[] {1, 2, 3});
    byte[] certs = new CertsCell(all).encoded();
    receive(VERSIONS, Cells.variable(0, CellCommand.CERTS, certs), NETINFO);
    assertThat(established).isNotNull();
  }
}
