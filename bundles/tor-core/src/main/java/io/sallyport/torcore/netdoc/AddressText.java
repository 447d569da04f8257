// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Addresses as text. Never asks a resolver, whatever the text is. */
public final class AddressText {

  private AddressText() {}

  /**
   * {@code 1.2.3.4:5} or {@code [2001:db8::1]:5}.
   *
   * @return null if it is anything else, or the port is 0
   */
  public static @Nullable InetSocketAddress socketAddress(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return null;
    }
    int port = port(text.substring(colon + 1));
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    var address = bracketed ? ipv6(host.substring(1, host.length() - 1)) : ipv4(host);
    return port < 1 || address == null ? null : new InetSocketAddress(address, port);
  }

  /** A number from 0 to 65535, else -1. */
  public static int port(String text) {
    int value = decimal(text, 5);
    return value > 65535 ? -1 : value;
  }

  /** Four numbers with dots; null if it is anything else. */
  public static @Nullable InetAddress ipv4(String text) {
    byte[] bytes = dotted(text);
    return bytes == null ? null : Field.address(bytes);
  }

  /** RFC 4291 §2.2, without zone; null if it is anything else. */
  public static @Nullable InetAddress ipv6(String text) {
    if (text.length() > 45) {
      return null;
    }
    int gap = text.indexOf("::");
    byte[] head = groups(gap < 0 ? text : text.substring(0, gap));
    byte[] tail = groups(gap < 0 ? "" : text.substring(gap + 2));
    if (head == null || tail == null) {
      return null;
    }
    int size = head.length + tail.length;
    if (gap < 0 ? size != 16 : size > 14) {
      return null;
    }
    byte[] bytes = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      return null;
    }
  }

  private static byte @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] groups = text.split(":", -1);
    var bytes = new byte[2 * groups.length + 2];
    int size = 0;
    for (int i = 0; i < groups.length; i++) {
      byte[] last = i == groups.length - 1 ? dotted(groups[i]) : null;
      if (last != null) {
        System.arraycopy(last, 0, bytes, size, 4);
        size += 4;
        continue;
      }
      int value = 0;
      if (groups[i].isEmpty() || groups[i].length() > 4) {
        return null;
      }
      for (int at = 0; at < groups[i].length(); at++) {
        char c = groups[i].charAt(at);
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
          return null;
        }
        value = value << 4 | digit;
      }
      bytes[size++] = (byte) (value >>> 8);
      bytes[size++] = (byte) value;
    }
    return Arrays.copyOf(bytes, size);
  }

  private static byte @Nullable [] dotted(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    var bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = decimal(parts[i], 3);
      if (value < 0 || value > 255) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static int decimal(String text, int longest) {
    if (text.isEmpty() || text.length() > longest) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }
}
