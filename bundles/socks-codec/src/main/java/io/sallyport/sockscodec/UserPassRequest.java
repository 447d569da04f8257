// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import io.sallyport.sockscodec.SocksProtocolException.Violation;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A client's credentials (RFC 1929 §2). Both arrays are the message's own, not copies: whoever has
 * the message may {@link #wipe()} it. Equality takes the same time wherever the difference is.
 *
 * @param user 1 to 255 bytes
 * @param password up to 255 bytes; RFC 1929 wants one at least, but clients that have none to tell
 *     (Java without an Authenticator) send none
 */
public record UserPassRequest(byte[] user, byte[] password) implements SocksMessage {

  /** Version of the sub-negotiation. */
  public static final int VERSION = 1;

  private static final int MAX = 255;

  public UserPassRequest {
    if (user.length < 1 || user.length > MAX || password.length > MAX) {
      throw new IllegalArgumentException(
          "a user name has 1 to 255 bytes, and a password not more than 255");
    }
  }

  /**
   * Reads credentials. The bytes stay in the buffer behind its reader index; whoever owns it may
   * overwrite them.
   *
   * @return null while more bytes are needed
   */
  public static @Nullable UserPassRequest parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(1)) {
      return null;
    }
    cursor.version(VERSION);
    if (!cursor.has(1)) {
      return null;
    }
    int userLength = cursor.u8();
    if (userLength == 0) {
      throw new SocksProtocolException(Violation.CREDENTIALS, "the user name is empty");
    }
    if (!cursor.has(userLength + 1)) {
      return null;
    }
    // The length of the password is looked at first, so that no copy of the user name is left over.
    int passwordLength = cursor.peek(userLength);
    if (!cursor.has(userLength + 1 + passwordLength)) {
      return null;
    }
    byte[] user = cursor.bytes(userLength);
    cursor.skip(1);
    var request = new UserPassRequest(user, cursor.bytes(passwordLength));
    cursor.commit();
    return request;
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeByte(VERSION);
    out.writeByte(user.length).writeBytes(user);
    out.writeByte(password.length).writeBytes(password);
  }

  /** Overwrites both fields; the message is of no use afterwards. */
  public void wipe() {
    Arrays.fill(user, (byte) 0);
    Arrays.fill(password, (byte) 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UserPassRequest that
        && MessageDigest.isEqual(user, that.user) & MessageDigest.isEqual(password, that.password);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(user) + Arrays.hashCode(password);
  }

  @Override
  public String toString() {
    return "UserPassRequest[hidden]";
  }
}
