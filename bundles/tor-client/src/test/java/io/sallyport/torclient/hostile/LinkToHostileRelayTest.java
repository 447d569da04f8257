// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testing.Await;
import io.sallyport.torclient.SocketDialer;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.hostile.HostileRelay.Script;
import io.sallyport.torclient.link.Link;
import io.sallyport.torclient.link.LinkPool;
import io.sallyport.torclient.link.LinkSettings;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.cert.CertsCell;
import io.sallyport.torcore.fake.RelayKeys;
import io.sallyport.torcore.link.LinkFailure;
import io.sallyport.torcore.link.PaddingNegotiate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkToHostileRelayTest {

  private static final byte[] VERSIONS = Cells.versions(4, 5);
  private static final byte[] CERTS =
      Cells.variable(0, CellCommand.CERTS, HostileRelay.KEYS.certs().encoded());

  private final SocketDialer dialer = new SocketDialer(1, Duration.ofSeconds(5));
  private final LinkSettings settings =
      new LinkSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          10,
          HostileRelay.RANDOM,
          InstantSource.system(),
          new LongAdder(),
          new LongAdder());
  private final LinkPool pool = new LinkPool(dialer, settings);
  private final HostileRelay relay;

  LinkToHostileRelayTest() throws IOException {
    relay = new HostileRelay(HostileRelay.honest());
  }

  @AfterEach
  void close() throws Exception {
    pool.close();
    dialer.close();
    relay.close();
  }

  private Link connect() throws Exception {
    var link = pool.get(relay.endpoint());
    assertThat(link.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(link.cause()).isNull();
    return link.getNow();
  }

  /** What comes of the script; afterwards nothing is left of it, and an honest relay is served. */
  private Throwable refused(Script script) throws Exception {
    relay.does(script);
    var link = pool.get(relay.endpoint());
    assertThat(link.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(link.isSuccess()).isFalse();
    assertThat(pool.open()).isEmpty();
    Await.until("nobody is connected to the relay", () -> relay.connections() == 0);
    relay.does(HostileRelay.honest());
    assertThat(connect().facts().identity()).isEqualTo(HostileRelay.KEYS.identity());
    return Objects.requireNonNull(link.cause());
  }

  private LinkFailure.Kind kind(Script script) throws Exception {
    Throwable cause = refused(script);
    assertThat(cause).isInstanceOf(TorException.class);
    assertThat(cause.getCause()).isInstanceOf(LinkFailure.class);
    return ((LinkFailure) Objects.requireNonNull(cause.getCause())).kind();
  }

  @Test
  void anHonestRelay() throws Exception {
    Link link = connect();
    assertThat(link.facts().version()).isEqualTo(5);
    assertThat(pool.get(relay.endpoint()).get()).as("shared").isSameAs(link);
  }

  @Test
  void itIsAskedOnceNotToPad() throws Exception {
    var asked = new LinkedBlockingQueue<PaddingNegotiate>();
    relay.does(
        connection ->
            connection
                .secure()
                .serve(
                    served -> {
                      asked.addAll(served.padding);
                      served.padding.clear();
                    }));
    Link link = connect();
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(PaddingNegotiate.NONE);
    assertThat(link.isOpen()).isTrue();
    assertThat(asked).isEmpty();
  }

  @Test
  void itHangsUpAtOnce() throws Exception {
    assertThat(refused(_ -> {})).hasMessageNotContainingAny("null");
  }

  @Test
  void itIsSilentBeforeTls() throws Exception {
    refused(HostileRelay.Connection::drain);
  }

  @Test
  void itSpeaksNoTls() throws Exception {
    refused(
        connection -> {
          connection.write("SSH-2.0-dropbear\r\n".getBytes(StandardCharsets.US_ASCII));
          connection.drain();
        });
  }

  @Test
  void itIsSilentAfterTls() throws Exception {
    Throwable cause = refused(connection -> connection.secure().drain());
    assertThat(((TorException) cause).reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void itHangsUpAfterTls() throws Exception {
    Throwable cause = refused(HostileRelay.Connection::secure);
    assertThat(((TorException) cause).reason()).isEqualTo(Reason.LINK);
  }

  @Test
  void itSpeaksSomethingElseInTls() throws Exception {
    Throwable cause =
        refused(
            connection -> {
              connection
                  .secure()
                  .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              connection.drain();
            });
    assertThat(((TorException) cause).reason()).isEqualTo(Reason.PROTOCOL);
  }

  @Test
  void itIsOlderThanWeAre() throws Exception {
    assertThat(kind(c -> says(c, Cells.versions(3)))).isEqualTo(LinkFailure.Kind.NO_COMMON_VERSION);
  }

  @Test
  void itShowsTheCertificatesOfAnotherRelay() throws Exception {
    var other = new RelayKeys(HostileRelay.RANDOM, Instant.now());
    byte[] certs = Cells.variable(0, CellCommand.CERTS, other.certs().encoded());
    assertThat(kind(c -> says(c, VERSIONS, certs))).isEqualTo(LinkFailure.Kind.BAD_CERTIFICATE);
  }

  @Test
  void itsCertificatesAreOver() throws Exception {
    Instant past = Instant.now().minus(Duration.ofHours(30));
    byte[] certs =
        Cells.variable(
            0, CellCommand.CERTS, new CertsCell(HostileRelay.KEYS.certificates(past)).encoded());
    assertThat(kind(c -> says(c, VERSIONS, certs))).isEqualTo(LinkFailure.Kind.EXPIRED);
  }

  @Test
  void itIsSomebodyElse() throws Exception {
    var endpoint = relay.endpoint();
    var wanted =
        new RelayEndpoint(
            new RelayKeys(HostileRelay.RANDOM, Instant.now()).identity(), endpoint.addresses());
    var link = pool.get(wanted);
    assertThat(link.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(link.cause()).hasCauseInstanceOf(LinkFailure.class);
    assertThat(pool.open()).isEmpty();
  }

  @Test
  void itSendsNoiseInsteadOfNetinfo() throws Exception {
    byte[] noise = new byte[2000];
    HostileRelay.RANDOM.nextBytes(noise);
    noise[4] = CellCommand.RELAY;
    assertThat(kind(c -> says(c, VERSIONS, CERTS, noise))).isEqualTo(LinkFailure.Kind.PROTOCOL);
  }

  @Test
  void itPadsForEver() throws Exception {
    byte[] padding = Cells.variable(0, CellCommand.VPADDING, new byte[65_000]);
    Throwable cause =
        refused(
            connection -> {
              connection.secure().write(VERSIONS);
              while (true) {
                connection.write(padding);
              }
            });
    assertThat(((TorException) cause).reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void itBreaksTheRulesOfAnOpenLink() throws Exception {
    relay.does(
        connection -> {
          byte[] netinfo =
              Cells.fixed(
                  0,
                  CellCommand.NETINFO,
                  new ByteWriter().u32(0).u8(4).u8(4).zeros(5).toByteArray());
          says(connection, VERSIONS, CERTS, netinfo, CERTS);
        });
    Link link = connect();
    assertThat(link.closed().await(10, TimeUnit.SECONDS)).isTrue();
    Await.until("the pool is empty", () -> pool.open().isEmpty());
    relay.does(HostileRelay.honest());
    assertThat(connect()).isNotSameAs(link);
  }

  private static void says(HostileRelay.Connection connection, byte[]... cells) throws IOException {
    connection.secure().write(cells);
    connection.drain();
  }
}
