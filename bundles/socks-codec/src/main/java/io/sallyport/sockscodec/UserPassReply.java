// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A server's verdict on credentials (RFC 1929 §2).
 *
 * @param status 0 for success; after all else the server closes
 */
public record UserPassReply(int status) implements SocksMessage {

  /** The credentials are right. */
  public static final UserPassReply SUCCESS = new UserPassReply(0);

  /** They are not. */
  public static final UserPassReply FAILURE = new UserPassReply(1);

  public UserPassReply {
    if (status < 0 || status > 255) {
      throw new IllegalArgumentException("a status is a number from 0 to 255");
    }
  }

  /** Whether the client may go on. */
  public boolean succeeded() {
    return status == 0;
  }

  /**
   * Reads a verdict.
   *
   * @return null while more bytes are needed
   */
  public static @Nullable UserPassReply parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(1)) {
      return null;
    }
    cursor.version(UserPassRequest.VERSION);
    if (!cursor.has(1)) {
      return null;
    }
    var reply = new UserPassReply(cursor.u8());
    cursor.commit();
    return reply;
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeByte(UserPassRequest.VERSION).writeByte(status);
  }
}
