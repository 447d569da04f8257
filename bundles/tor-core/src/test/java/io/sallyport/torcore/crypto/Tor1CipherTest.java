// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torcore.cell.CellCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;

class Tor1CipherTest {

  /** Keys and data of tor's own test of relay cells. */
  private static final List<String> KEYS =
      List.of(
          "    'My public key is in this signed x509 object', said Tom assertively."
              + "      (N-PREG-VIRYL)",
          "'Let's chart the pedal phlanges in the tomb', said Tom cryptographically."
              + "  (PELCG-GBR-TENCU)",
          "     'Segmentation fault bugs don't _just happen_', said Tom seethingly."
              + "        (P-GUVAT-YL)");

  private static final String DATA =
      "'You mean to tell me that there's a version of Sha-3 with no limit on the output"
          + " length?', said Tom shakily.";

  private static Tor1Cipher cipher(String keys) {
    return new Tor1Cipher(new FixedKeyStream(keys.getBytes(StandardCharsets.US_ASCII), 0));
  }

  private static Map<Integer, byte[]> vectors() throws IOException {
    var cells = new TreeMap<Integer, byte[]>();
    try (var in = Tor1CipherTest.class.getResourceAsStream("tor1-cells.txt")) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      text.lines()
          .map(line -> line.split(" "))
          .forEach(line -> cells.put(Integer.valueOf(line[0]), HexFormat.of().parseHex(line[1])));
    }
    return cells;
  }

  @Test
  void cellsAreThoseOfTor() throws IOException {
    var shake = new SHAKEDigest(256);
    byte[] seed = DATA.getBytes(StandardCharsets.US_ASCII);
    shake.update(seed, 0, seed.length);
    List<Tor1Cipher> hops = KEYS.stream().map(Tor1CipherTest::cipher).toList();
    Map<Integer, byte[]> vectors = vectors();
    assertThat(vectors.keySet()).containsExactly(0, 1, 50);

    for (int i = 0; i <= 50; i++) {
      byte[] plain = new byte[509];
      plain[0] = 2;
      plain[4] = 1;
      plain[9] = 1;
      plain[10] = (byte) 242;
      shake.doOutput(plain, 11, 498);
      byte[] cell = throughAll(hops, plain);
      if (vectors.containsKey(i)) {
        assertThat(cell).as("cell %d", i).isEqualTo(vectors.get(i));
      }
    }
  }

  private static byte[] throughAll(List<Tor1Cipher> hops, byte[] plain) {
    byte[] cell = new byte[509];
    hops.getLast().originate(CellCommand.RELAY, plain, 0, cell, 0);
    for (int i = hops.size() - 2; i >= 0; i--) {
      byte[] next = new byte[509];
      hops.get(i).outbound(CellCommand.RELAY, cell, 0, next, 0);
      cell = next;
    }
    return cell;
  }

  @Test
  void eachHopRecognisesItsOwnInAnyOrder() {
    var client = KEYS.stream().map(Tor1CipherTest::cipher).toList();
    var relays = KEYS.stream().map(Tor1CipherTest::cipher).toList();
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int target = random.nextInt(3);
      byte[] plain = new byte[509];
      random.nextBytes(plain);
      byte[] cell = new byte[509];
      relays.get(target).toClient(CellCommand.RELAY, plain, 0, cell, 0);
      for (int hop = target - 1; hop >= 0; hop--) {
        byte[] next = new byte[509];
        relays.get(hop).passToClient(CellCommand.RELAY, cell, 0, next, 0);
        cell = next;
      }
      var recognised = new ArrayList<Boolean>();
      for (int hop = 0; hop <= target; hop++) {
        byte[] next = new byte[509];
        recognised.add(client.get(hop).inbound(CellCommand.RELAY, cell, 0, next, 0));
        cell = next;
      }
      assertThat(recognised.lastIndexOf(true)).isEqualTo(target);
      assertThat(recognised.indexOf(true)).isEqualTo(target);
      assertThat(cell).isEqualTo(plain);
      assertThat(client.get(target).receivedTag()).isEqualTo(relays.get(target).relayTag());
    }
  }

  /** One cell of 65,536 looks recognised by chance; the digest must survive the mistake. */
  @Test
  void whatOnlyLooksRecognisedLeavesNoTrace() {
    var client = cipher(KEYS.get(0));
    var relay = cipher(KEYS.get(0));
    byte[] foreign = new byte[509];
    foreign[9] = 1;
    byte[] cell = new byte[509];
    relay.passToClient(CellCommand.RELAY, foreign, 0, cell, 0);
    byte[] opened = new byte[509];
    assertThat(client.inbound(CellCommand.RELAY, cell, 0, opened, 0)).isFalse();
    assertThat(opened).isEqualTo(foreign);

    relay.toClient(CellCommand.RELAY, new byte[509], 0, cell, 0);
    assertThat(client.inbound(CellCommand.RELAY, cell, 0, opened, 0)).isTrue();
  }

  @Test
  void theTagOfAChangedCellIsAnother() {
    var client = cipher(KEYS.get(0));
    var relay = cipher(KEYS.get(0));
    byte[] cell = new byte[509];
    client.originate(CellCommand.RELAY, new byte[509], 0, cell, 0);
    cell[300] ^= 1;
    assertThat(relay.fromClient(CellCommand.RELAY, cell, 0, new byte[509], 0)).isFalse();
    assertThat(relay.clientTag()).isNotEqualTo(client.sentTag());
  }
}
