// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.sockscodec.Socks4Reply;
import io.sallyport.sockscodec.Socks5Reply;

/** What the failures that SOCKS servers send mean to us. */
final class SocksReplies {

  private SocksReplies() {}

  /** REP of RFC 1928 §6, and Tor's extended errors. */
  static Reason reason5(int code) {
    return switch (code) {
      case Socks5Reply.NOT_ALLOWED -> Reason.REJECTED;
      case Socks5Reply.NETWORK_UNREACHABLE -> Reason.NETWORK_UNREACHABLE;
      case Socks5Reply.HOST_UNREACHABLE -> Reason.HOST_UNREACHABLE;
      case Socks5Reply.CONNECTION_REFUSED -> Reason.REFUSED;
      // Tor and others say this of every timeout, not only of a packet's time to live.
      case Socks5Reply.TTL_EXPIRED -> Reason.TIMEOUT;
      case Socks5Reply.COMMAND_NOT_SUPPORTED, Socks5Reply.ADDRESS_TYPE_NOT_SUPPORTED ->
          Reason.UNSUPPORTED;
      case Socks5Reply.ONION_DESCRIPTOR_NOT_FOUND, Socks5Reply.ONION_ADDRESS_INVALID ->
          Reason.NAME_NOT_FOUND;
      case Socks5Reply.ONION_DESCRIPTOR_INVALID,
          Socks5Reply.ONION_INTRODUCTION_FAILED,
          Socks5Reply.ONION_RENDEZVOUS_FAILED ->
          Reason.HOST_UNREACHABLE;
      case Socks5Reply.ONION_CLIENT_AUTH_MISSING, Socks5Reply.ONION_CLIENT_AUTH_WRONG ->
          Reason.REJECTED;
      case Socks5Reply.ONION_INTRODUCTION_TIMED_OUT -> Reason.TIMEOUT;
      default -> Reason.UPSTREAM_FAILED;
    };
  }

  /** CD of SOCKS4, which does not say why. */
  static Reason reason4(int code) {
    return switch (code) {
      case Socks4Reply.IDENT_UNREACHABLE, Socks4Reply.IDENT_MISMATCH -> Reason.UPSTREAM_AUTH;
      default -> Reason.UPSTREAM_FAILED;
    };
  }
}
