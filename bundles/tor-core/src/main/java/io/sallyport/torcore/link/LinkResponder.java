// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellHandler;
import io.sallyport.torcore.cell.CellOutput;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.cert.CertsCell;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The responder's side of a link handshake with a client that does not authenticate itself
 * (tor-spec §4.1): what a relay does. After the client's NETINFO all cells go to the handler given.
 */
public final class LinkResponder implements CellHandler {

  private static final int ED25519_SHA256_RFC5705 = 3;

  private final CertsCell certs;
  private final List<InetAddress> own;
  private final @Nullable InetAddress client;
  private final CellOutput out;
  private final CellHandler next;
  private final InstantSource clock;
  private final SecureRandom random;
  private int version;
  private boolean open;

  /**
   * Prepares to answer.
   *
   * @param own our addresses, told in NETINFO
   * @param client the address that the client comes from; null if unknown
   * @param next takes all cells after the handshake
   */
  public LinkResponder(
      CertsCell certs,
      List<InetAddress> own,
      @Nullable InetAddress client,
      CellOutput out,
      CellHandler next,
      InstantSource clock,
      SecureRandom random) {
    this.certs = certs;
    this.own = List.copyOf(own);
    this.client = client;
    this.out = out;
    this.next = next;
    this.clock = clock;
    this.random = random;
  }

  /** The agreed link version; 0 before there is one. */
  public int version() {
    return version;
  }

  /** Whether the client has finished the handshake. */
  public boolean isOpen() {
    return open;
  }

  @Override
  public void cell(int circuitId, int command, byte[] buffer, int offset, int length)
      throws ProtocolViolation {
    if (open) {
      next.cell(circuitId, command, buffer, offset, length);
      return;
    }
    var body = new ByteReader(buffer, offset, length);
    switch (command) {
      case CellCommand.VERSIONS -> {
        if (version == 0) {
          version = LinkVersions.choose(body);
          answer();
        }
      }
      case CellCommand.VPADDING, CellCommand.PADDING -> {}
      case CellCommand.NETINFO -> {
        NetInfo.parse(body);
        open = true;
      }
      default ->
          throw new ProtocolViolation(
              Reason.UNEXPECTED, CellCommand.name(command) + " from a client in the handshake");
    }
  }

  private void answer() {
    byte[] challenge = new byte[32];
    random.nextBytes(challenge);
    write(LinkVersions.cell());
    write(Cells.variable(0, CellCommand.CERTS, certs.encoded()));
    write(
        Cells.variable(
            0,
            CellCommand.AUTH_CHALLENGE,
            new ByteWriter().bytes(challenge).u16(1).u16(ED25519_SHA256_RFC5705).toByteArray()));
    long now = clock.instant().getEpochSecond();
    write(Cells.fixed(0, CellCommand.NETINFO, new NetInfo(now, client, own).encoded()));
  }

  private void write(byte[] cell) {
    out.write(cell, 0, cell.length);
  }
}
