// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellHandler;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.cert.CertificateExpired;
import io.sallyport.torcore.cert.CertsCell;
import io.sallyport.torcore.cert.LinkIdentityCheck;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.link.LinkFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The initiator's side of a link handshake, without authenticating ourselves (tor-spec §4.1, §4.2):
 *
 * <pre>
 * VERSIONS   ->
 *            <-  VERSIONS, CERTS, AUTH_CHALLENGE, NETINFO
 * NETINFO    ->
 * </pre>
 *
 * Strict: the peer's cells once each and in this order, AUTH_CHALLENGE being dispensable, with
 * padding allowed between them only after VERSIONS. Nothing of ours but VERSIONS is sent before the
 * peer is proven.
 *
 * <p>Feed it through a {@link io.sallyport.torcore.cell.CellDecoder}. After {@link
 * LinkListener#established} it passes all cells on to the handler that the listener gave.
 */
public final class LinkHandshake implements CellHandler {

  /** A NETINFO that came later says nothing of the peer's clock any more. */
  private static final Duration FRESH = Duration.ofMinutes(3);

  private static final int CHALLENGE_LENGTH = 32;

  private enum State {
    NEW,
    AWAIT_VERSIONS,
    AWAIT_CERTS,
    AWAIT_CHALLENGE,
    AWAIT_NETINFO,
    FAILED
  }

  private final LinkTarget target;
  private final byte[] tlsCertificate;
  private final LinkListener listener;
  private final InstantSource clock;

  private State state = State.NEW;
  private Instant started = Instant.MIN;
  private int version;
  private @Nullable RelayIdentity identity;
  private @Nullable CellHandler next;

  /**
   * Prepares a handshake.
   *
   * @param target whom we called
   * @param tlsCertificate the certificate that the peer showed in TLS, in DER
   */
  public LinkHandshake(
      LinkTarget target, byte[] tlsCertificate, LinkListener listener, InstantSource clock) {
    this.target = target;
    this.tlsCertificate = tlsCertificate.clone();
    this.listener = listener;
    this.clock = clock;
  }

  /** Writes the first cell. Call it once, when TLS is done. */
  public void start() {
    if (state != State.NEW) {
      throw new IllegalStateException("the handshake has begun already");
    }
    state = State.AWAIT_VERSIONS;
    started = clock.instant();
    write(LinkVersions.cell());
  }

  /**
   * Takes the peer's next cell.
   *
   * @throws LinkFailure if the handshake failed; the connection must be closed
   */
  @Override
  public void cell(int circuitId, int command, byte[] buffer, int offset, int length)
      throws ProtocolViolation {
    if (next != null) {
      next.cell(circuitId, command, buffer, offset, length);
      return;
    }
    if (state == State.FAILED) {
      throw unexpected(command);
    }
    try {
      step(circuitId, command, new ByteReader(buffer, offset, length));
    } catch (LinkFailure e) {
      state = State.FAILED;
      throw e;
    } catch (ProtocolViolation e) {
      state = State.FAILED;
      throw new LinkFailure(
          Kind.PROTOCOL, e.reason(), CellCommand.name(command) + ": " + e.getMessage());
    }
  }

  private void step(int circuitId, int command, ByteReader body) throws ProtocolViolation {
    if (state.ordinal() > State.AWAIT_VERSIONS.ordinal() && isPassedOver(command)) {
      return;
    }
    if (circuitId != 0) {
      throw unexpected(command);
    }
    switch (command) {
      case CellCommand.VERSIONS -> {
        require(state == State.AWAIT_VERSIONS, command);
        version = LinkVersions.choose(body);
        state = State.AWAIT_CERTS;
      }
      case CellCommand.CERTS -> {
        require(state == State.AWAIT_CERTS, command);
        identity = prove(body);
        state = State.AWAIT_CHALLENGE;
      }
      case CellCommand.AUTH_CHALLENGE -> {
        require(state == State.AWAIT_CHALLENGE, command);
        body.skip(CHALLENGE_LENGTH);
        body.skip(2 * body.u16());
        state = State.AWAIT_NETINFO;
      }
      case CellCommand.NETINFO -> {
        require(state == State.AWAIT_CHALLENGE || state == State.AWAIT_NETINFO, command);
        finish(NetInfo.parse(body));
      }
      default -> throw unexpected(command);
    }
  }

  /** A second VERSIONS is to be ignored (§4.1); AUTHORIZE (132) is reserved and ignored (§4). */
  private static boolean isPassedOver(int command) {
    return switch (command) {
      case CellCommand.VERSIONS, CellCommand.VPADDING, CellCommand.PADDING, 132 -> true;
      default -> false;
    };
  }

  private RelayIdentity prove(ByteReader body) throws ProtocolViolation {
    RelayIdentity proven;
    try {
      proven = LinkIdentityCheck.verify(CertsCell.parse(body), tlsCertificate, clock.instant());
    } catch (CertificateExpired e) {
      throw new LinkFailure(Kind.EXPIRED, e.reason(), String.valueOf(e.getMessage()), e.expired());
    } catch (ProtocolViolation e) {
      throw new LinkFailure(Kind.BAD_CERTIFICATE, e.reason(), "CERTS: " + e.getMessage());
    }
    RelayIdentity wanted = target.identity();
    if (wanted != null && !wanted.isProvenBy(proven)) {
      throw new LinkFailure(
          Kind.WRONG_IDENTITY, Reason.UNEXPECTED, "the peer is another relay than we called");
    }
    return proven;
  }

  private void finish(NetInfo theirs) {
    Instant now = clock.instant();
    Duration skew = null;
    if (theirs.timestamp() != 0 && Duration.between(started, now).compareTo(FRESH) < 0) {
      skew = Duration.ofSeconds(now.getEpochSecond() - theirs.timestamp());
    }
    write(
        Cells.fixed(0, CellCommand.NETINFO, new NetInfo(0, target.address(), List.of()).encoded()));
    boolean canonical = target.address() != null && theirs.own().contains(target.address());
    var established =
        new LinkEstablished(
            version,
            Objects.requireNonNull(identity),
            skew,
            theirs.other(),
            theirs.own(),
            canonical);
    next = listener.established(established);
  }

  private void write(byte[] cell) {
    listener.write(cell, 0, cell.length);
  }

  private void require(boolean inPlace, int command) throws LinkFailure {
    if (!inPlace) {
      throw unexpected(command);
    }
  }

  private LinkFailure unexpected(int command) {
    return new LinkFailure(
        Kind.PROTOCOL,
        Reason.UNEXPECTED,
        CellCommand.name(command) + " while the handshake was at " + state);
  }
}
