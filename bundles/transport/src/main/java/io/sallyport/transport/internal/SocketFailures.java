// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.ConnectTimeoutException;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a failed connect call means. Netty's own sockets tell the error number in their text, which
 * counts; the rest of a text is in the operator's language, and is asked last.
 */
final class SocketFailures {

  private static final Pattern NUMBER = Pattern.compile("error\\(-(\\d{1,5})\\)");

  private SocketFailures() {}

  static ConnectFailure of(@Nullable Throwable cause) {
    if (cause instanceof ConnectFailure failure) {
      return failure;
    }
    String text = String.valueOf(cause == null ? "" : cause.getMessage());
    var reason = reason(cause, text);
    return new ConnectFailure(reason, reason == Reason.GENERAL ? text : words(reason), cause);
  }

  /**
   * Whether it says that there is no way but not which part of it is missing: Netty makes one
   * exception without a text of two errors.
   */
  static boolean vague(@Nullable Throwable cause) {
    return cause instanceof NoRouteToHostException
        && (cause.getMessage() == null || cause.getMessage().startsWith("null"));
  }

  private static Reason reason(@Nullable Throwable cause, String text) {
    var number = NUMBER.matcher(text);
    var told = number.find() ? byNumber(Integer.parseInt(number.group(1))) : Reason.GENERAL;
    if (told != Reason.GENERAL) {
      return told;
    }
    return switch (cause) {
      case null -> Reason.GENERAL;
      case BindException _ -> Reason.GENERAL;
      case ConnectTimeoutException _ -> Reason.TIMEOUT;
      case NoRouteToHostException _ -> Reason.HOST_UNREACHABLE;
      default -> byWords(cause, text.toLowerCase(Locale.ROOT));
    };
  }

  /** Numbers of Linux; where others differ, their texts tell. */
  private static Reason byNumber(int error) {
    return switch (error) {
      case 101 -> Reason.NETWORK_UNREACHABLE;
      case 110 -> Reason.TIMEOUT;
      case 111 -> Reason.REFUSED;
      case 112, 113 -> Reason.HOST_UNREACHABLE;
      default -> Reason.GENERAL;
    };
  }

  private static Reason byWords(Throwable cause, String text) {
    if (text.contains("timed out")) {
      return Reason.TIMEOUT;
    }
    if (text.contains("network is unreachable")) {
      return Reason.NETWORK_UNREACHABLE;
    }
    if (text.contains("no route") || text.contains("unreachable")) {
      return Reason.HOST_UNREACHABLE;
    }
    boolean refused = cause instanceof ConnectException && text.contains("refused");
    return refused ? Reason.REFUSED : Reason.GENERAL;
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case REFUSED -> "connection refused";
      case TIMEOUT -> "nothing answered in time";
      case NETWORK_UNREACHABLE -> "network is unreachable";
      case HOST_UNREACHABLE -> "no route to host";
      default -> reason.label();
    };
  }
}
