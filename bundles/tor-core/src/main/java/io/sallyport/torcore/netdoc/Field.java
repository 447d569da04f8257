// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Reads arguments of an item: numbers, times, digests, addresses. */
final class Field {

  private static final int MAX_ADDRESSES = 8;
  private static final byte[] BASE64 =
      table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  private Field() {}

  /** A decimal number of at most 18 digits, from {@code least} to {@code most}. */
  static long number(Items item, int index, long least, long most) throws NetdocException {
    return number(item, item.argumentStart(index), item.argumentEnd(index), least, most);
  }

  static long number(Items item, int from, int to, long least, long most) throws NetdocException {
    long value = digits(item.data(), from, to);
    if (value < least || value > most) {
      throw item.value("has a number that is not from " + least + " to " + most);
    }
    return value;
  }

  /** The number, or -1 where something is not a digit. */
  static long digits(byte[] data, int from, int to) {
    if (from >= to || to - from > 18) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = data[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** {@code YYYY-MM-DD HH:MM:SS}, two arguments, UTC. */
  static Instant time(Items item, int index) throws NetdocException {
    item.require(index + 2);
    int day = item.argumentStart(index);
    int second = item.argumentStart(index + 1);
    byte[] data = item.data();
    if (item.argumentEnd(index) - day == 10
        && item.argumentEnd(index + 1) - second == 8
        && data[day + 4] == '-'
        && data[day + 7] == '-'
        && data[second + 2] == ':'
        && data[second + 5] == ':') {
      long year = digits(data, day, day + 4);
      long month = digits(data, day + 5, day + 7);
      long date = digits(data, day + 8, day + 10);
      long hours = digits(data, second, second + 2);
      long minutes = digits(data, second + 3, second + 5);
      long seconds = digits(data, second + 6, second + 8);
      if (year >= 1970
          && hours >= 0
          && hours < 24
          && minutes >= 0
          && minutes < 60
          && seconds >= 0
          && seconds <= 60) {
        try {
          return Instant.ofEpochSecond(
              LocalDate.of((int) year, (int) month, (int) date).toEpochDay() * 86_400
                  + hours * 3_600
                  + minutes * 60
                  + seconds);
        } catch (DateTimeException e) {
          // No such day: below.
        }
      }
    }
    throw item.value("has a bad time");
  }

  /** Base64 of exactly {@code length} bytes, with or without padding. */
  static byte[] base64(Items item, int index, int length) throws NetdocException {
    byte[] bytes = base64(item.data(), item.argumentStart(index), item.argumentEnd(index), length);
    if (bytes.length != length) {
      throw item.value("has bad base64 where " + length + " bytes are needed");
    }
    return bytes;
  }

  /** As {@link #base64(Items, int, int)}; empty where the text is anything else. */
  static byte[] base64(byte[] data, int from, int to, int length) {
    int characters = (length * 8 + 5) / 6;
    if (to - from != characters && to - from != (length + 2) / 3 * 4) {
      return new byte[0];
    }
    for (int i = from + characters; i < to; i++) {
      if (data[i] != '=') {
        return new byte[0];
      }
    }
    var bytes = new byte[length];
    int bits = 0;
    int held = 0;
    int size = 0;
    for (int i = from; i < from + characters; i++) {
      int value = data[i] < 0 ? -1 : BASE64[data[i]];
      if (value < 0) {
        return new byte[0];
      }
      bits = bits << 6 | value;
      held += 6;
      if (held >= 8) {
        held -= 8;
        bytes[size++] = (byte) (bits >>> held);
      }
    }
    // Bits that belong to no byte are zero: each digest has one spelling.
    return (bits & (1 << held) - 1) == 0 ? bytes : new byte[0];
  }

  /** 40 hexadecimal digits. */
  static RsaIdentity fingerprint(Items item, int index) throws NetdocException {
    int from = item.argumentStart(index);
    byte[] bytes = hex(item.data(), from, item.argumentEnd(index));
    if (bytes.length != RsaIdentity.LENGTH) {
      throw item.value("has a bad fingerprint");
    }
    return new RsaIdentity(bytes);
  }

  /** Hexadecimal digits of any case; empty where the text is anything else. */
  static byte[] hex(byte[] data, int from, int to) {
    if ((to - from) % 2 != 0) {
      return new byte[0];
    }
    var bytes = new byte[(to - from) / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(data[from + 2 * i], 16);
      int low = Character.digit(data[from + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        return new byte[0];
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  /** An IPv4 address in dotted form. */
  static InetAddress ipv4(Items item, int index) throws NetdocException {
    byte[] data = item.data();
    int at = item.argumentStart(index);
    int to = item.argumentEnd(index);
    var bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int from = at;
      while (at < to && data[at] != '.') {
        at++;
      }
      long part = at - from > 3 ? -1 : digits(data, from, at);
      if (part < 0 || part > 255 || (at == to) != (i == 3)) {
        throw item.value("has a bad IPv4 address");
      }
      bytes[i] = (byte) part;
      at++;
    }
    return address(bytes);
  }

  /**
   * These, and the address that the item holds as {@code 1.2.3.4:5} or {@code [::1]:5}. A form that
   * is not understood adds nothing: a relay can be had by its other addresses.
   */
  static List<InetSocketAddress> withAddress(List<InetSocketAddress> some, Items item)
      throws NetdocException {
    var parsed = AddressText.socketAddress(item.argument(0));
    if (parsed == null || some.size() == MAX_ADDRESSES) {
      return some;
    }
    var all = new ArrayList<>(some);
    all.add(parsed);
    return List.copyOf(all);
  }

  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  private static byte[] table(String alphabet) {
    var table = new byte[128];
    java.util.Arrays.fill(table, (byte) -1);
    for (int i = 0; i < alphabet.length(); i++) {
      table[alphabet.charAt(i)] = (byte) i;
    }
    return table;
  }
}
