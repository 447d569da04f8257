// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellDecoder;
import io.sallyport.torcore.cell.CellHandler;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.fake.RelayKeys;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Entry point for Jazzer: a peer says what the input says, right cells of a handshake among it.
 * What holds for all input: {@link ProtocolViolation} and no other exception; who is established
 * has shown certificates that prove him, after VERSIONS and before NETINFO.
 */
public final class LinkFuzzer {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final RelayKeys KEYS = new RelayKeys(new SecureRandom(), NOW);
  private static final InetAddress PEER = InetAddress.getLoopbackAddress();
  private static final byte[] CERTS = Cells.variable(0, CellCommand.CERTS, KEYS.certs().encoded());
  private static final byte[] NETINFO =
      Cells.fixed(
          0, CellCommand.NETINFO, new NetInfo(NOW.getEpochSecond(), PEER, List.of(PEER)).encoded());
  private static final byte[] CHALLENGE =
      Cells.variable(
          0, CellCommand.AUTH_CHALLENGE, new ByteWriter().zeros(32).u16(1).u16(3).toByteArray());

  private final LinkCircuits circuits = new LinkCircuits(new SecureRandom(), 4);
  private boolean proven;
  private boolean established;

  private LinkFuzzer() {}

  public static void fuzzerTestOneInput(byte[] data) {
    new LinkFuzzer().run(data);
  }

  private void run(byte[] data) {
    var listener =
        new LinkListener() {
          @Override
          public void write(byte[] buffer, int offset, int length) {}

          @Override
          public CellHandler established(LinkEstablished link) {
            require(proven && !established && link.identity().equals(KEYS.identity()));
            established = true;
            return circuits;
          }
        };
    var handshake =
        new LinkHandshake(
            new LinkTarget(KEYS.identity(), PEER), KEYS.tlsCertificate, listener, () -> NOW);
    handshake.start();
    var decoder = new CellDecoder();
    try {
      for (int at = 0; at < data.length; ) {
        int length = at + 1 < data.length ? data[at + 1] & 0x3f : 0;
        int end = Math.min(data.length, at + 2 + length);
        byte[] bytes =
            switch (data[at] & 7) {
              case 0 -> Cells.versions(4, 5);
              case 1 -> CERTS;
              case 2 -> CHALLENGE;
              case 3 -> NETINFO;
              case 4 -> changed(CERTS, data[at]);
              case 5 -> changed(NETINFO, data[at]);
              default -> Arrays.copyOfRange(data, Math.min(at + 2, end), end);
            };
        proven |= bytes == CERTS;
        decoder.feed(bytes.clone(), 0, bytes.length, handshake);
        at = (data[at] & 7) < 6 ? at + 1 : end;
      }
    } catch (ProtocolViolation e) {
      require(!e.getMessage().isEmpty());
    }
  }

  private static byte[] changed(byte[] cell, byte how) {
    byte[] changed = cell.clone();
    changed[5 + (how & 0xff) % (cell.length - 5)] ^= (byte) (how | 1);
    return changed;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException();
    }
  }
}
