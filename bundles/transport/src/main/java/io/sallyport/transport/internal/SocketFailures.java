// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.ConnectTimeoutException;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a failed connect call means. The JDK and Netty tell some causes apart by text only. */
final class SocketFailures {

  private SocketFailures() {}

  static ConnectFailure of(@Nullable Throwable cause) {
    if (cause instanceof ConnectFailure failure) {
      return failure;
    }
    String text = String.valueOf(cause == null ? "" : cause.getMessage());
    return new ConnectFailure(reason(cause, text.toLowerCase(Locale.ROOT)), text, cause);
  }

  private static Reason reason(@Nullable Throwable cause, String text) {
    return switch (cause) {
      case null -> Reason.GENERAL;
      case BindException _ -> Reason.GENERAL;
      case ConnectTimeoutException _ -> Reason.TIMEOUT;
      case NoRouteToHostException _ -> unreachable(text);
      case ConnectException _ when text.contains("refused") -> Reason.REFUSED;
      default -> {
        if (text.contains("timed out")) {
          yield Reason.TIMEOUT;
        }
        yield text.contains("unreachable") || text.contains("no route")
            ? unreachable(text)
            : Reason.GENERAL;
      }
    };
  }

  private static Reason unreachable(String text) {
    return text.contains("network") ? Reason.NETWORK_UNREACHABLE : Reason.HOST_UNREACHABLE;
  }
}
