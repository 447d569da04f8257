// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import static io.sallyport.session.internal.sniff.Hellos.concat;
import static io.sallyport.session.internal.sniff.Hellos.extension;
import static io.sallyport.session.internal.sniff.Hellos.handshake;
import static io.sallyport.session.internal.sniff.Hellos.records;
import static io.sallyport.session.internal.sniff.Hellos.sni;
import static io.sallyport.session.internal.sniff.Verdicts.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Sniffed.Protocol;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSniffTest {

  private static final Verdict NAMELESS = Verdict.found(Protocol.TLS, null);

  private static Verdict named(String domain) {
    return Verdict.found(Protocol.TLS, domain);
  }

  @Test
  void readsTheServerNameOfARealClient() {
    byte[] hello = Hellos.jdk("WWW.Example.COM", 2);

    assertThat(tcp(hello)).isEqualTo(named("www.example.com"));
    assertThat(tcp(concat(hello, new byte[] {23, 3, 3, 0, 1, 0})))
        .isEqualTo(named("www.example.com"));
  }

  @Test
  void everyTruncationOfARealHelloNeedsMore() {
    Verdicts.assertEveryTruncationNeedsMore(Hellos.jdk("example.com", 2), Protocol.TLS);
  }

  @Test
  void readsABigHelloInOneRecordAndInMany() {
    byte[] hello = Hellos.jdk("big.example", 100);
    assertThat(hello.length).isBetween(8_000, 16_000);
    assertThat(tcp(hello)).isEqualTo(named("big.example"));

    byte[] small = Hellos.unwrap(Hellos.jdk("small.example", 2));
    for (int size : new int[] {1, 2, 3, 7, 64, 255, 4096}) {
      byte[] stream = records(small, size);
      assertThat(tcp(stream)).as("records of %d", size).isEqualTo(named("small.example"));
      Verdicts.assertEveryTruncationNeedsMore(stream, Protocol.TLS);
    }
  }

  @Test
  void aHelloWithoutServerNameIsStillTls() {
    assertThat(tcp(Hellos.jdk("", 1))).isEqualTo(NAMELESS);
    assertThat(tcp(records(handshake(), 100))).isEqualTo(NAMELESS);
    byte[] bare = handshake();
    byte[] body = Arrays.copyOfRange(bare, 4, bare.length - 2);
    assertThat(tcp(records(Hellos.message(body), 100))).isEqualTo(NAMELESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "2001:db8::1",
        "a b",
        "nul\0.example",
        "bücher.example",
        ".",
        "a\r\nb"
      })
  void anUnusableNameIsNoDomain(String name) {
    assertThat(tcp(records(handshake(sni(name)), 500))).isEqualTo(NAMELESS);
  }

  @Test
  void aNameMayBeTooLongForAHost() {
    assertThat(tcp(records(handshake(sni("a".repeat(255))), 500)))
        .isEqualTo(named("a".repeat(255)));
    assertThat(tcp(records(handshake(sni("a".repeat(256))), 500))).isEqualTo(NAMELESS);
  }

  @Test
  void refusesWhatIsNotAHello() {
    var cases = new TreeMap<String, byte[]>();
    byte[] good = records(handshake(sni("good.example")), 500);
    cases.put("alert", with(good, 0, 21));
    cases.put("application data", with(good, 0, 23));
    cases.put("SSL 2 style", with(good, 0, 0x80));
    cases.put("version 2", with(good, 1, 2));
    cases.put("version 3.5", with(good, 2, 5));
    cases.put("empty record", new byte[] {22, 3, 1, 0, 0});
    cases.put("record too long", new byte[] {22, 3, 1, 0x40, 1});
    cases.put("server hello", with(good, 5, 2));
    cases.put("hello of 16 MiB", with(good, 6, 0xff));
    cases.put("hello of 16 KiB", with(good, 7, 0x40));
    cases.put("legacy version 2", with(good, 9, 2));
    cases.put("session id of 33", with(good, 43, 33));
    cases.put(
        "whole session id of 33",
        records(
            Hellos.message(
                concat(
                    new byte[] {3, 3},
                    new byte[32],
                    new byte[] {33},
                    new byte[33],
                    new byte[] {0, 2, 0x13, 1, 1, 0})),
            500));
    cases.put(
        "a length that reaches into the next extension",
        records(handshake(concat(extension(0, new byte[1]), sni("x"), new byte[4])), 500));
    cases.put("half an extension", records(handshake(concat(sni("x"), new byte[2])), 500));
    cases.put("no cipher suites", with(good, 45, 0));
    cases.put("odd cipher suites", with(good, 45, 3));
    cases.put("no compression", with(good, 48, 0));
    cases.put("extensions too long", with(good, 51, good.length));
    cases.put("extensions too short", with(good, 51, 3));
    cases.put("server name too long for its extension", with(good, 55, 2));
    cases.put("empty server name", records(handshake(sni("")), 500));
    cases.put("empty list of names", records(handshake(extension(0, new byte[2])), 500));
    cases.put("two server names", records(handshake(concat(sni("a"), sni("b"))), 500));
    cases.put(
        "another record between",
        concat(
            Arrays.copyOf(records(handshake(sni("x")), 20), 25), new byte[] {23, 3, 3, 0, 1, 0}));
    for (Map.Entry<String, byte[]> each : cases.entrySet()) {
      assertThat(tcp(each.getValue(), Protocol.TLS)).as(each.getKey()).isEqualTo(Verdict.NOTHING);
    }
    assertThat(tcp(good)).isEqualTo(named("good.example"));
  }

  @Test
  void neverAsksForMoreThanItsLimit() {
    byte[] endless = new byte[Sniffer.MAX_BYTES];
    byte[] start =
        Hellos.concat(new byte[] {22, 3, 1, 0x3f, 0, 1, 0, 0x3f, (byte) 0xf0, 3, 3}, new byte[32]);
    System.arraycopy(start, 0, endless, 0, start.length);
    assertThat(tcp(Arrays.copyOf(endless, 43))).isEqualTo(Verdict.NEED_MORE);
    assertThat(tcp(endless)).isEqualTo(Verdict.NOTHING);
    // Small records: the limit is on what is received, not on the hello.
    byte[] big = records(Hellos.unwrap(Hellos.jdk("x", 140)), 11);
    assertThat(big.length).isGreaterThan(Sniffer.MAX_BYTES);
    assertThat(tcp(Arrays.copyOf(big, Sniffer.MAX_BYTES - 1))).isEqualTo(Verdict.NEED_MORE);
    assertThat(tcp(Arrays.copyOf(big, Sniffer.MAX_BYTES))).isEqualTo(Verdict.NOTHING);
  }

  @Test
  void looksOnlyForWhatIsWanted() {
    assertThat(tcp(Hellos.jdk("example.com", 1), Protocol.HTTP)).isEqualTo(Verdict.NOTHING);
    assertThat(Verdicts.udp(Hellos.jdk("example.com", 1))).isEqualTo(Verdict.NOTHING);
  }

  private static byte[] with(byte[] bytes, int index, int value) {
    byte[] changed = bytes.clone();
    changed[index] = (byte) value;
    return changed;
  }
}
