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
 * @param password 1 to 255 bytes
 */
public record UserPassRequest(byte[] user, byte[] password) implements SocksMessage {

  /** Version of the sub-negotiation. */
  public static final int VERSION = 1;

  public UserPassRequest {
    requireLength(user, "user name");
    requireLength(password, "password");
  }

  private static void requireLength(byte[] field, String name) {
    if (field.length < 1 || field.length > 255) {
      throw new IllegalArgumentException("a " + name + " has 1 to 255 bytes");
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
    int userLength = length(cursor);
    if (!cursor.has(userLength + 1)) {
      return null;
    }
    // The length of the password is looked at first, so that no copy of the user name is left over.
    int passwordLength = cursor.peek(userLength);
    requireSome(passwordLength);
    if (!cursor.has(userLength + 1 + passwordLength)) {
      return null;
    }
    byte[] user = cursor.bytes(userLength);
    cursor.skip(1);
    var request = new UserPassRequest(user, cursor.bytes(passwordLength));
    cursor.commit();
    return request;
  }

  private static int length(Cursor cursor) throws SocksProtocolException {
    int length = cursor.u8();
    requireSome(length);
    return length;
  }

  private static void requireSome(int length) throws SocksProtocolException {
    if (length == 0) {
      throw new SocksProtocolException(Violation.CREDENTIALS, "user name or password is empty");
    }
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
