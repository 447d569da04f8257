// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import io.sallyport.sockscodec.SocksProtocolException.Violation;
import org.jspecify.annotations.Nullable;

/**
 * What became of a SOCKS5 request (RFC 1928 §6).
 *
 * @param code REP, 0 to 255; one of the constants or another failure
 * @param bound BND.ADDR and BND.PORT
 */
public record Socks5Reply(int code, SocksAddress bound) implements SocksMessage {

  /** It is done. */
  public static final int SUCCEEDED = 0;

  /** Failed for a reason that has no number. */
  public static final int GENERAL_FAILURE = 1;

  /** The server's rules forbid it. */
  public static final int NOT_ALLOWED = 2;

  public static final int NETWORK_UNREACHABLE = 3;

  public static final int HOST_UNREACHABLE = 4;

  public static final int CONNECTION_REFUSED = 5;

  public static final int TTL_EXPIRED = 6;

  public static final int COMMAND_NOT_SUPPORTED = 7;

  public static final int ADDRESS_TYPE_NOT_SUPPORTED = 8;

  // What follows is Tor's, see its socks-extensions.txt and ExtendedErrors of SocksPort.

  public static final int ONION_DESCRIPTOR_NOT_FOUND = 0xf0;

  public static final int ONION_DESCRIPTOR_INVALID = 0xf1;

  public static final int ONION_INTRODUCTION_FAILED = 0xf2;

  public static final int ONION_RENDEZVOUS_FAILED = 0xf3;

  public static final int ONION_CLIENT_AUTH_MISSING = 0xf4;

  public static final int ONION_CLIENT_AUTH_WRONG = 0xf5;

  public static final int ONION_ADDRESS_INVALID = 0xf6;

  public static final int ONION_INTRODUCTION_TIMED_OUT = 0xf7;

  public Socks5Reply {
    if (code < 0 || code > 255) {
      throw new IllegalArgumentException("a reply code is a number from 0 to 255");
    }
  }

  /** A failure, with {@code 0.0.0.0:0} for the address. */
  public static Socks5Reply failure(int code) {
    return new Socks5Reply(code, SocksAddress.ANY_IPV4);
  }

  /** Whether it is done. */
  public boolean succeeded() {
    return code == SUCCEEDED;
  }

  /**
   * Reads a reply. The reserved byte is not looked at, nothing depends on it; nor does a failure
   * lose its code by an address type that is none, as some servers send it.
   *
   * @return null while more bytes are needed
   */
  public static @Nullable Socks5Reply parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(1)) {
      return null;
    }
    cursor.version(Socks5Greeting.VERSION);
    if (!cursor.has(3)) {
      return null;
    }
    int code = cursor.u8();
    cursor.skip(1);
    SocksAddress bound;
    try {
      bound = AddressField.parse(cursor);
    } catch (SocksProtocolException e) {
      if (code == SUCCEEDED || e.violation() != Violation.ADDRESS_TYPE) {
        throw e;
      }
      bound = SocksAddress.ANY_IPV4;
    }
    if (bound == null) {
      return null;
    }
    cursor.commit();
    return new Socks5Reply(code, bound);
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeByte(Socks5Greeting.VERSION).writeByte(code).writeByte(0);
    bound.emit(out);
  }

  /** A code in words, for operators. */
  public static String describe(int code) {
    return switch (code) {
      case SUCCEEDED -> "succeeded";
      case GENERAL_FAILURE -> "general failure";
      case NOT_ALLOWED -> "not allowed by ruleset";
      case NETWORK_UNREACHABLE -> "network unreachable";
      case HOST_UNREACHABLE -> "host unreachable";
      case CONNECTION_REFUSED -> "connection refused";
      case TTL_EXPIRED -> "TTL expired";
      case COMMAND_NOT_SUPPORTED -> "command not supported";
      case ADDRESS_TYPE_NOT_SUPPORTED -> "address type not supported";
      case ONION_DESCRIPTOR_NOT_FOUND -> "onion service descriptor not found";
      case ONION_DESCRIPTOR_INVALID -> "onion service descriptor invalid";
      case ONION_INTRODUCTION_FAILED -> "onion service introduction failed";
      case ONION_RENDEZVOUS_FAILED -> "onion service rendezvous failed";
      case ONION_CLIENT_AUTH_MISSING -> "onion service client authorization missing";
      case ONION_CLIENT_AUTH_WRONG -> "onion service client authorization wrong";
      case ONION_ADDRESS_INVALID -> "onion address invalid";
      case ONION_INTRODUCTION_TIMED_OUT -> "onion service introduction timed out";
      default -> "code " + code;
    };
  }
}
