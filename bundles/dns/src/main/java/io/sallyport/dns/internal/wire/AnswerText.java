// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Answers for people. Names in records may point into the question, which an answer does not hold;
 * only types without names are written out, of others it is told how long they are.
 */
public final class AnswerText {

  private static final int TXT = 16;

  /** RFC 1035 §4.1.1 in the spelling of dig; Netty has another. */
  private static final List<String> CODES =
      List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED");

  private AnswerText() {}

  /** {@code NOERROR}. */
  public static String rcode(int rcode) {
    return rcode < CODES.size() ? CODES.get(rcode) : "RCODE" + rcode;
  }

  /** One line: the addresses, or the code. */
  public static String brief(Answer answer) {
    if (answer.rcode() != 0) {
      return rcode(answer.rcode());
    }
    var records = records(answer);
    if (records.isEmpty()) {
      return "no data";
    }
    String last = records.getLast();
    String value = last.substring(last.lastIndexOf("  ") + 2);
    return records.size() == 1 ? value : value + " and " + (records.size() - 1) + " more";
  }

  /** A line for each record of the answer section: type, time to live, data. */
  public static List<String> records(Answer answer) {
    var lines = new ArrayList<String>();
    byte[] all = answer.records();
    for (int i = 0; i < answer.answers() && i < answer.ttls().length; i++) {
      int ttl = answer.ttls()[i];
      int type = Header.short16(all, ttl - 4);
      int length = Header.short16(all, ttl + 4);
      lines.add(
          Question.typeName(type)
              + "  "
              + Header.int32(all, ttl)
              + "  "
              + data(type, all, ttl + 6, length));
    }
    return lines;
  }

  private static String data(int type, byte[] all, int at, int length) {
    byte[] data = java.util.Arrays.copyOfRange(all, at, at + length);
    return switch (type) {
      case Question.A, Question.AAAA -> NetUtil.toAddressString(address(data));
      case Question.PTR -> pointer(data);
      case TXT -> text(data);
      default -> length > 24 ? length + " bytes" : HexFormat.of().formatHex(data);
    };
  }

  private static InetAddress address(byte[] data) {
    try {
      return InetAddress.getByAddress(data);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an answer with such data is not taken", e);
    }
  }

  private static String pointer(byte[] data) {
    try {
      return WireName.read(io.netty.buffer.Unpooled.wrappedBuffer(data));
    } catch (DnsFormatException e) {
      return data.length + " bytes";
    }
  }

  private static String text(byte[] data) {
    var text = new StringBuilder();
    for (int at = 0; at < data.length; ) {
      int length = Math.min(data[at] & 0xff, data.length - at - 1);
      text.append(text.isEmpty() ? "\"" : " \"");
      String part = new String(data, at + 1, length, StandardCharsets.ISO_8859_1);
      text.append(part.replaceAll("[^ -~]", "?")).append('"');
      at += 1 + length;
    }
    return text.toString();
  }
}
