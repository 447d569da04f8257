// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.fake;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellDecoder;
import io.sallyport.torcore.cell.CellHandler;
import io.sallyport.torcore.cell.CellOutput;
import io.sallyport.torcore.link.LinkResponder;
import io.sallyport.torcore.link.PaddingNegotiate;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One connection of a relay after TLS: bytes of the client in, bytes for the client out. It does
 * the handshake of a link and is the whole path of each circuit.
 */
public final class FakeRelay {

  /** The circuits that the client has made, by their ids. */
  public final Map<Integer, FakePath> circuits = new HashMap<>();

  public final LinkResponder link;

  /** Whether circuits that are made from now on are answered. */
  public boolean answers = true;

  /** What the client asked for in padding, in this order. */
  public final Queue<PaddingNegotiate> padding = new ConcurrentLinkedQueue<>();

  private final CellDecoder decoder = new CellDecoder();
  private final CellOutput out;
  private final RelayKeys keys;
  private final SecureRandom random;

  public FakeRelay(RelayKeys keys, CellOutput out, InstantSource clock, SecureRandom random) {
    this.keys = keys;
    this.out = out;
    this.random = random;
    InetAddress own = InetAddress.getLoopbackAddress();
    CellHandler open = this::cell;
    link = new LinkResponder(keys.certs(), List.of(own), own, out, open, clock, random);
  }

  /** Takes bytes of the client. */
  public void receive(byte[] bytes, int offset, int length) throws ProtocolViolation {
    decoder.feed(bytes, offset, length, link);
  }

  private void cell(int circuitId, int command, byte[] buffer, int offset, int length)
      throws ProtocolViolation {
    switch (command) {
      case CellCommand.CREATE_FAST, CellCommand.CREATE2 -> {
        var path = new FakePath(circuitId, out, keys, random);
        path.answers = answers;
        circuits.put(circuitId, path);
        path.cell(command, buffer, offset);
      }
      case CellCommand.DESTROY -> circuits.remove(circuitId);
      case CellCommand.RELAY, CellCommand.RELAY_EARLY -> {
        FakePath path = circuits.get(circuitId);
        if (path != null) {
          path.cell(command, buffer, offset);
        }
      }
      case CellCommand.PADDING_NEGOTIATE ->
          padding.add(PaddingNegotiate.parse(new ByteReader(buffer, offset, length)));
      default -> {}
    }
  }
}
