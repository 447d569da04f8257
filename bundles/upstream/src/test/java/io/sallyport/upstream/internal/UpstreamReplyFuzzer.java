// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.config.ConfigException;
import java.util.List;
import java.util.Objects;

/**
 * Entry for Jazzer: whatever a proxy answers, each handshake ends in a stream, in a failure, or in
 * waiting, and in the same one however the answer is cut into segments.
 */
public final class UpstreamReplyFuzzer {

  private interface Fresh {
    Handshake handshake() throws ConnectFailure;
  }

  private static final Channel CHANNEL = new EmbeddedChannel();

  private static final List<Fresh> HANDSHAKES = handshakes();

  private UpstreamReplyFuzzer() {}

  /** One input: all that the proxy sends. */
  public static void fuzzerTestOneInput(byte[] data) {
    for (var fresh : HANDSHAKES) {
      var whole = run(fresh, data, Math.max(1, data.length));
      var single = run(fresh, data, 1);
      if (!whole.equals(single)) {
        throw new AssertionError("whole: " + whole + ", by single bytes: " + single);
      }
    }
  }

  /** What came of it, and how much of the answer was left for the stream. */
  private static String run(Fresh fresh, byte[] data, int segment) {
    ByteBuf in = Unpooled.buffer();
    ByteBuf out = Unpooled.buffer();
    try {
      var handshake = fresh.handshake();
      handshake.begin(out);
      for (int at = 0; at < data.length; at += segment) {
        in.writeBytes(data, at, Math.min(segment, data.length - at));
        if (handshake.advance(in, out)) {
          return "stream with " + (in.readableBytes() + data.length - at - segment) + " more";
        }
        if (in.readableBytes() >= HttpConnectHandshake.MAX_HEAD) {
          throw new AssertionError("holds " + in.readableBytes() + " bytes and asks for more");
        }
      }
      return "waiting for " + handshake.awaited();
    } catch (ConnectFailure e) {
      if (String.valueOf(e.getMessage()).contains(Flows.PASSWORD)) {
        throw new AssertionError("shows the password");
      }
      return e.reason() + " " + e.getMessage();
    } finally {
      in.release();
      out.release();
    }
  }

  private static List<Fresh> handshakes() {
    try {
      var config = Flows.config("server", "127.0.0.1", "server_port", 1, "username", "user");
      var v4 = SocksServer.of(withVersion(config, "4a"));
      var bare = Flows.config("server", "127.0.0.1", "server_port", 1);
      var v5 = SocksServer.of(bare);
      config.put("password", Flows.PASSWORD);
      var user = SocksServer.of(config);
      var http = HttpServer.of(config);
      var flow = Flows.to("a.example", 443);
      return List.of(
          () -> Objects.requireNonNull(v5.prelude()),
          () -> Objects.requireNonNull(user.prelude()),
          () -> v5.connect(flow).on(CHANNEL),
          () -> v4.connect(flow).on(CHANNEL),
          () -> http.connect(flow).on(CHANNEL));
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private static java.util.Map<String, Object> withVersion(
      java.util.Map<String, Object> config, String version) {
    var copy = new java.util.HashMap<>(config);
    copy.put("version", version);
    return copy;
  }
}
