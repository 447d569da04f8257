// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.CellHandler;
import java.time.InstantSource;

/**
 * The initiator's side of a link handshake, without authenticating ourselves (tor-spec §4.1, §4.2):
 *
 * <pre>
 * VERSIONS   ->
 *            <-  VERSIONS, CERTS, AUTH_CHALLENGE, NETINFO
 * NETINFO    ->
 * </pre>
 *
 * Strict: each of the peer's cells exactly once and in this order, with padding allowed between
 * them only after VERSIONS. Nothing of ours but VERSIONS is sent before the peer is proven.
 *
 * <p>Feed it through a {@link io.sallyport.torcore.cell.CellDecoder}. After {@link
 * LinkListener#established} it passes all cells on to the handler that the listener gave.
 */
public final class LinkHandshake implements CellHandler {

  /**
   * Prepares a handshake.
   *
   * @param target whom we called
   * @param tlsCertificate the certificate that the peer showed in TLS, in DER
   */
  public LinkHandshake(
      LinkTarget target, byte[] tlsCertificate, LinkListener listener, InstantSource clock) {
    throw new UnsupportedOperationException();
  }

  /** Writes the first cell. Call it once, when TLS is done. */
  public void start() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes the peer's next cell.
   *
   * @throws LinkFailure if the handshake failed; the connection must be closed
   */
  @Override
  public void cell(int circuitId, int command, byte[] buffer, int offset, int length)
      throws ProtocolViolation {
    throw new UnsupportedOperationException();
  }
}
