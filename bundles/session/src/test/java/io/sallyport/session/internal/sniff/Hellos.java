// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** TLS ClientHellos, those of the JDK and those that nobody honest sends. */
final class Hellos {

  private Hellos() {}

  /** The first flight of the JDK's own TLS client. */
  static byte[] jdk(String serverName, int alpnNames) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, null, null);
      var engine = context.createSSLEngine();
      engine.setUseClientMode(true);
      var parameters = engine.getSSLParameters();
      if (!serverName.isEmpty()) {
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
      }
      parameters.setApplicationProtocols(
          IntStream.range(0, alpnNames)
              .mapToObj(i -> ("protocol-" + i + "-").repeat(8))
              .toArray(String[]::new));
      engine.setSSLParameters(parameters);
      var out = ByteBuffer.allocate(64 * 1024);
      while (engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() > 0) {}
      return Arrays.copyOf(out.array(), out.position());
    } catch (GeneralSecurityException | SSLException e) {
      throw new AssertionError(e);
    }
  }

  /** A minimal hello with the given extensions block; null for none at all. */
  static byte[] handshake(byte... extensions) {
    var body = new ByteArrayOutputStream();
    body.write(3);
    body.write(3);
    body.writeBytes(new byte[32]);
    body.write(0);
    body.writeBytes(new byte[] {0, 2, 0x13, 0x01, 1, 0});
    body.writeBytes(vector16(extensions));
    return message(body.toByteArray());
  }

  static byte[] message(byte[] body) {
    return concat(
        new byte[] {1, (byte) (body.length >> 16), (byte) (body.length >> 8), (byte) body.length},
        body);
  }

  static byte[] extension(int type, byte[] data) {
    return concat(new byte[] {(byte) (type >> 8), (byte) type}, vector16(data));
  }

  static byte[] sni(byte[] name) {
    return extension(0, vector16(concat(new byte[] {0}, vector16(name))));
  }

  static byte[] sni(String name) {
    return sni(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The same handshake bytes in records of at most {@code size} bytes. */
  static byte[] records(byte[] handshake, int size) {
    var out = new ByteArrayOutputStream();
    for (int at = 0; at < handshake.length; at += size) {
      byte[] part = Arrays.copyOfRange(handshake, at, Math.min(handshake.length, at + size));
      out.writeBytes(new byte[] {22, 3, 1});
      out.writeBytes(vector16(part));
    }
    return out.toByteArray();
  }

  /** What is in the one record of a hello. */
  static byte[] unwrap(byte[] record) {
    return Arrays.copyOfRange(record, 5, record.length);
  }

  static byte[] vector16(byte[] data) {
    return concat(new byte[] {(byte) (data.length >> 8), (byte) data.length}, data);
  }

  static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
