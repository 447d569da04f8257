// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

/**
 * Why a flow got no stream. Acceptors translate the {@link Reason} into their own protocol and show
 * the message to operators only; it never names credentials.
 */
public final class ConnectFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** The cause, in the terms of RFC 1928 §6 where it has one. */
  public enum Reason {
    /** The destination answered with RST. */
    REFUSED("refused"),
    /** No route to the host, or an ICMP error said so. */
    HOST_UNREACHABLE("host_unreachable"),
    /** No route to the network. */
    NETWORK_UNREACHABLE("network_unreachable"),
    /** Nothing answered in time. */
    TIMEOUT("timeout"),
    /** The name does not exist. */
    NAME_NOT_FOUND("name_not_found"),
    /** The name could not be looked up; it may exist. */
    RESOLVE_FAILED("resolve_failed"),
    /** A rule or the {@code block} outbound says no, and says it to the client. */
    REJECTED("rejected"),
    /** A rule says no, and the client is told nothing. */
    DROPPED("dropped"),
    /** The outbound that the policy names is absent or not ready. */
    OUTBOUND_UNAVAILABLE("outbound_unavailable"),
    /** The upstream proxy refused our credentials or every method that we offer. */
    UPSTREAM_AUTH("upstream_auth"),
    /** The upstream proxy did not speak its protocol, or broke off. */
    UPSTREAM_PROTOCOL("upstream_protocol"),
    /** The upstream proxy failed without saying why. */
    UPSTREAM_FAILED("upstream_failed"),
    /** What was asked is not to be had from this outbound: UDP, or an address family. */
    UNSUPPORTED("unsupported"),
    /** A limit on connections is reached. */
    LIMIT("limit"),
    /** The client went away, or the operator closed the session, before it was connected. */
    CANCELLED("cancelled"),
    /** All else. */
    GENERAL("general");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    /** The word in statistics, metrics and shell output. */
    public String label() {
      return label;
    }
  }

  private final Reason reason;

  /** A failure without a stack trace: it tells of the network, not of the code. */
  public ConnectFailure(Reason reason, String message) {
    this(reason, message, null);
  }

  /** As above, with what lies behind it. */
  public ConnectFailure(
      Reason reason, String message, @org.jspecify.annotations.Nullable Throwable cause) {
    super(message, cause, false, false);
    this.reason = reason;
  }

  /** The cause, for acceptors and counters. */
  public Reason reason() {
    return reason;
  }
}
