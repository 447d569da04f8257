// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A flow being served. Reads are safe on any thread and may lag by a moment. */
@ProviderType
public interface Session {

  /** The flow, its destination as policy saw it. */
  Flow flow();

  /** Where it stands. */
  State state();

  /** Tag of its outbound; null before the decision. */
  @Nullable String outbound();

  /** Tag of the rule that decided; null before the decision. */
  @Nullable String rule();

  /** What its first bytes gave away; null if nobody looked. */
  @Nullable Sniffed sniffed();

  /** When it was accepted. */
  Instant started();

  /** How long neither side has sent anything. */
  Duration idle();

  /** Bytes from the client to the far end. */
  long up();

  /** Bytes from the far end to the client. */
  long down();

  /** Datagrams from the client to the far end; 0 for a TCP session. */
  default long upPackets() {
    return 0;
  }

  /** Datagrams from the far end to the client; 0 for a TCP session. */
  default long downPackets() {
    return 0;
  }

  /** How long it took from its acceptance until its outbound was connected; null before that. */
  default @Nullable Duration connected() {
    return null;
  }

  /** Ends it, now; what is not yet delivered is lost. Idempotent. */
  void close();

  /** The life of a session. */
  enum State {
    /** The policy is being asked, first bytes or addresses are awaited. */
    DECIDING,
    /** The outbound is connecting. */
    CONNECTING,
    /** Both sides may send. */
    ACTIVE,
    /** One side has ended its sending. */
    HALF_CLOSED,
    /** As active, but its outbound is gone and it will be ended. */
    DRAINING,
    /** Over. */
    CLOSED;

    /** Lower case, for people and JSON. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
