// SPDX-License-Identifier: Apache-2.0
package io.sallyport.password;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 with HMAC-SHA-512 (RFC 8018 §5.2) of a password, as text {@code
 * $pbkdf2-sha512$i=210000$SALT$HASH}, both in Base64 without padding. Slow by intent: not for an
 * event loop. Immutable; any thread.
 */
public final class PasswordHash {

  /** What OWASP asks of this function at least. */
  public static final int LEAST_ITERATIONS = 210_000;

  /** A file must not be able to keep a core busy for seconds with each attempt. */
  private static final int MOST_ITERATIONS = 10_000_000;

  private static final int SALT = 16;
  private static final int HASH = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "\\$pbkdf2-sha512\\$i=([0-9]{1,8})\\$([A-Za-z0-9+/]{22,86})\\$([A-Za-z0-9+/]{43,86})");

  private static final int MOST_BYTES = 255;

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /**
   * Reads the text.
   *
   * @throws IllegalArgumentException with what is wrong, never with the text
   */
  public static PasswordHash parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "is not of the form $pbkdf2-sha512$i=N$SALT$HASH; \"sallyport hash\" makes one");
    }
    int iterations = Integer.parseInt(match.group(1));
    if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
      throw new IllegalArgumentException(
          "has " + iterations + " iterations, not " + LEAST_ITERATIONS + " to " + MOST_ITERATIONS);
    }
    try {
      return new PasswordHash(iterations, bytes(match.group(2)), bytes(match.group(3)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("holds what is not Base64", e);
    }
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  /**
   * A new hash of a password, as text.
   *
   * @param password stays as it is; wiping it is its owner's business
   * @throws IllegalArgumentException unless it has 1 to 255 bytes in UTF-8, which is what a client
   *     can send (RFC 1929 §2)
   */
  public static String make(char[] password) {
    var encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    int bytes = encoded.remaining();
    encoded.clear();
    encoded.put(new byte[encoded.remaining()]);
    if (bytes < 1 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException("a password has 1 to 255 bytes (RFC 1929)");
    }
    var salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    var text = Base64.getEncoder().withoutPadding();
    return "$pbkdf2-sha512$i="
        + LEAST_ITERATIONS
        + "$"
        + text.encodeToString(salt)
        + "$"
        + text.encodeToString(derive(password, salt, LEAST_ITERATIONS, HASH));
  }

  /**
   * Whether this is the password; takes the same time whatever it is.
   *
   * @param password in UTF-8
   */
  public boolean matches(byte[] password) {
    CharBuffer decoded;
    boolean text = true;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password));
    } catch (CharacterCodingException e) {
      text = false;
      decoded = CharBuffer.wrap(new char[] {'x'});
    }
    var characters = new char[decoded.remaining()];
    decoded.get(characters);
    if (decoded.hasArray()) {
      Arrays.fill(decoded.array(), '\0');
    }
    boolean same = MessageDigest.isEqual(hash, derive(characters, salt, iterations, hash.length));
    Arrays.fill(characters, '\0');
    return same && text;
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations, int length) {
    var spec = new PBEKeySpec(password, salt, iterations, length * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
    } finally {
      spec.clearPassword();
    }
  }
}
