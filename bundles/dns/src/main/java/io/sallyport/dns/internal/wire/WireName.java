// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/**
 * Names on the wire (RFC 1035 §3.1, §4.1.4). As text they are lower-case without a dot at the end,
 * the root is empty, and a byte that could be mistaken is written as {@code \DDD} (§5.1), so that
 * equal texts are equal names and no label passes for two.
 */
public final class WireName {

  /** RFC 1035 §3.1. */
  private static final int MAX_BYTES = 255;

  private static final int MAX_LABEL = 63;

  private WireName() {}

  /**
   * Reads a name that cannot be compressed, as that of a question.
   *
   * @throws DnsFormatException if it is cut off, too long, or has a label of another kind
   */
  public static String read(ByteBuf in) throws DnsFormatException {
    var text = new StringBuilder(64);
    int start = in.readerIndex();
    while (true) {
      int length = length(in);
      if (length == 0) {
        return text.toString();
      }
      if (in.readableBytes() < length) {
        throw new DnsFormatException("a label is cut off");
      }
      if (in.readerIndex() + length + 1 - start > MAX_BYTES) {
        throw new DnsFormatException("a name is longer than 255 bytes");
      }
      if (!text.isEmpty()) {
        text.append('.');
      }
      for (int i = 0; i < length; i++) {
        append(text, in.readUnsignedByte());
      }
    }
  }

  private static int length(ByteBuf in) throws DnsFormatException {
    if (!in.isReadable()) {
      throw new DnsFormatException("a name is cut off");
    }
    int length = in.readUnsignedByte();
    if (length > MAX_LABEL) {
      throw new DnsFormatException("a label is compressed or of an unknown kind");
    }
    return length;
  }

  private static void append(StringBuilder text, int octet) {
    if (octet <= ' ' || octet >= 0x7f || octet == '.' || octet == '\\') {
      text.append('\\');
      text.append((char) ('0' + octet / 100));
      text.append((char) ('0' + octet / 10 % 10));
      text.append((char) ('0' + octet % 10));
    } else {
      text.append((char) (octet >= 'A' && octet <= 'Z' ? octet + 32 : octet));
    }
  }

  /**
   * Steps over a name that may end in a pointer, which must point to before the name: so no reader
   * of the message can go in a circle.
   *
   * @return the index behind it
   * @throws DnsFormatException if it is cut off, too long, or points forward or into the header
   */
  static int skip(byte[] message, int at) throws DnsFormatException {
    int index = at;
    while (index < message.length && index - at < MAX_BYTES) {
      int length = message[index] & 0xff;
      if (length == 0) {
        return index + 1;
      }
      if (length >= 0xc0) {
        if (index + 1 >= message.length) {
          throw new DnsFormatException("a pointer is cut off");
        }
        int target = (length & 0x3f) << 8 | message[index + 1] & 0xff;
        if (target < Header.LENGTH || target >= at) {
          throw new DnsFormatException("a pointer does not point back");
        }
        return index + 2;
      }
      if (length > MAX_LABEL) {
        throw new DnsFormatException("a label of an unknown kind");
      }
      index += 1 + length;
    }
    throw new DnsFormatException("a name is cut off or longer than 255 bytes");
  }

  /**
   * The bytes of a name from its text.
   *
   * @throws IllegalArgumentException if no name has that text
   */
  public static byte[] bytes(String text) {
    var out = new ByteArrayOutputStream(text.length() + 2);
    var label = new ByteArrayOutputStream(MAX_LABEL);
    String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == '.') {
        flush(label, out);
      } else if (c == '\\') {
        label.write(escaped(plain, i + 1));
        i += 3;
      } else if (c >= 0x7f) {
        throw new IllegalArgumentException("a name holds ASCII only");
      } else {
        label.write(c);
      }
    }
    if (!plain.isEmpty()) {
      flush(label, out);
    }
    out.write(0);
    if (out.size() > MAX_BYTES) {
      throw new IllegalArgumentException("a name has at most 255 bytes");
    }
    return out.toByteArray();
  }

  private static int escaped(String text, int at) {
    int octet = 0;
    for (int i = at; i < at + 3; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 10) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("a backslash without three digits");
      }
      octet = octet * 10 + digit;
    }
    if (octet > 255) {
      throw new IllegalArgumentException("no byte is " + octet);
    }
    return octet;
  }

  private static void flush(ByteArrayOutputStream label, ByteArrayOutputStream out) {
    if (label.size() == 0 || label.size() > MAX_LABEL) {
      throw new IllegalArgumentException("a label has 1 to 63 bytes");
    }
    out.write(label.size());
    out.writeBytes(label.toByteArray());
    label.reset();
  }
}
