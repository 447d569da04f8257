// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.sallyport.api.ConnectFailure.Reason;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers to HTTP CONNECT (RFC 9110 §9.3.6). Refusals end the connection and say why in words that
 * give nothing away of what lies behind.
 *
 * @param version that of the client, 1.0 or 1.1
 */
record HttpReplies(HttpVersion version) implements ReplyForm {

  @Override
  public void granted(@Nullable SocketAddress bound, ByteBuf out) {
    out.writeCharSequence(
        version.text() + " 200 Connection established\r\n\r\n", StandardCharsets.US_ASCII);
  }

  @Override
  public boolean refused(Reason reason, ByteBuf out) {
    return switch (reason) {
      case REFUSED -> refuse(HttpResponseStatus.BAD_GATEWAY, "the destination refused", out);
      case HOST_UNREACHABLE, NETWORK_UNREACHABLE ->
          refuse(HttpResponseStatus.BAD_GATEWAY, "the destination cannot be reached", out);
      case TIMEOUT ->
          refuse(HttpResponseStatus.GATEWAY_TIMEOUT, "the destination did not answer", out);
      case NAME_NOT_FOUND -> refuse(HttpResponseStatus.BAD_GATEWAY, "no such host", out);
      case RESOLVE_FAILED ->
          refuse(HttpResponseStatus.BAD_GATEWAY, "the host could not be looked up", out);
      case REJECTED -> refuse(HttpResponseStatus.FORBIDDEN, "not allowed here", out);
      case DROPPED -> false;
      case OUTBOUND_UNAVAILABLE ->
          refuse(HttpResponseStatus.SERVICE_UNAVAILABLE, "no way out at present", out);
      case LIMIT -> refuse(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections", out);
      case UPSTREAM_AUTH, UPSTREAM_PROTOCOL, UPSTREAM_FAILED, UNSUPPORTED, CANCELLED, GENERAL ->
          refuse(HttpResponseStatus.BAD_GATEWAY, "the connection could not be made", out);
    };
  }

  private boolean refuse(HttpResponseStatus status, String why, ByteBuf out) {
    refusal(status, "", why, out);
    return true;
  }

  /**
   * Appends a refusal.
   *
   * @param fields further header fields, each with its CRLF
   */
  void refusal(HttpResponseStatus status, String fields, String why, ByteBuf out) {
    out.writeCharSequence(
        version.text()
            + " "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + (why.length() + 1)
            + "\r\nConnection: close\r\n"
            + fields
            + "\r\n"
            + why
            + "\n",
        StandardCharsets.US_ASCII);
  }
}
