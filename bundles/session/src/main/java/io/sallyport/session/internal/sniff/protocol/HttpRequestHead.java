// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.Sniffed.Protocol;
import io.sallyport.session.internal.sniff.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The head of an HTTP/1.x request (RFC 9112 §2 to §5), up to 8 KiB of it. */
public final class HttpRequestHead {

  private static final int MAX_HEAD = 8 * 1024;
  private static final int MAX_METHOD = 32;
  private static final String VERSION = "HTTP/1.";

  private final ByteBuf bytes;
  private final Cursor head;
  private @Nullable String host;
  private int hosts;

  private HttpRequestHead(ByteBuf bytes) {
    this.bytes = bytes;
    // Bytes behind the limit count as not received: what a longer head means is decided below.
    this.head = Cursor.upTo(Integer.MAX_VALUE / 2, bytes.slice(bytes.readerIndex(), seen(bytes)));
  }

  private static int seen(ByteBuf bytes) {
    return Math.min(MAX_HEAD, bytes.readableBytes());
  }

  /** Found once the head is complete, or is longer than what is looked at. */
  public static Verdict sniff(ByteBuf stream) throws Stop {
    return new HttpRequestHead(stream).parse();
  }

  private Verdict parse() throws Stop {
    boolean longer = seen(bytes) == MAX_HEAD;
    try {
      var method = token(' ', MAX_METHOD);
      var target = target();
      version();
      try {
        while (header()) {}
      } catch (Stop stop) {
        if (stop != Stop.SHORT || !longer) {
          throw stop;
        }
        // The head is longer than we look (cookies), but it is a head, and its host may be known.
      }
      return Verdict.found(Protocol.HTTP, domain(method, target));
    } catch (Stop stop) {
      throw longer ? Stop.WRONG : stop;
    }
  }

  /** RFC 9112 §3.2: what the target names goes before {@code Host}, and two hosts are none. */
  private @Nullable String domain(String method, String target) {
    if (method.equals("CONNECT")) {
      return HostName.ofAuthority(target);
    }
    int scheme = target.indexOf("://");
    if (scheme > 0 && target.charAt(0) != '/') {
      var rest = target.substring(scheme + 3);
      int end = 0;
      while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
        end++;
      }
      return HostName.ofAuthority(rest.substring(0, end));
    }
    return hosts == 1 && host != null ? HostName.ofAuthority(host) : null;
  }

  /** Characters of a token up to {@code end} (RFC 9110 §5.6.2). */
  private String token(char end, int longest) throws Stop {
    int from = head.position();
    int c = head.u8();
    while (isTokenChar(c)) {
      Stop.unless(head.position() - from <= longest);
      c = head.u8();
    }
    Stop.unless(c == end && head.position() - from > 1);
    return text(from, head.position() - 1);
  }

  private String target() throws Stop {
    int from = head.position();
    int c = head.u8();
    while (c > ' ' && c < 0x7f) {
      c = head.u8();
    }
    Stop.unless(c == ' ' && head.position() - from > 1);
    return text(from, head.position() - 1);
  }

  private void version() throws Stop {
    for (int i = 0; i < VERSION.length(); i++) {
      Stop.unless(head.u8() == VERSION.charAt(i));
    }
    int minor = head.u8();
    Stop.unless(minor == '0' || minor == '1');
    lineEnd(head.u8());
  }

  /** Reads one line; false if it is the empty one behind the last header. */
  private boolean header() throws Stop {
    int from = head.position();
    int first = head.u8();
    if (first == '\r' || first == '\n') {
      lineEnd(first);
      return false;
    }
    // A folded line begins with white space, which is no token character: refused as by servers.
    while (isTokenChar(first)) {
      first = head.u8();
    }
    int colon = head.position() - 1;
    Stop.unless(first == ':' && colon > from);
    int c = head.u8();
    while (c == '\t' || (c >= ' ' && c != 0x7f)) {
      c = head.u8();
    }
    int end = head.position() - 1;
    lineEnd(c);
    if (text(from, colon).toLowerCase(Locale.ROOT).equals("host")) {
      hosts++;
      host = text(colon + 1, end).strip();
    }
    return true;
  }

  /** CR LF, or LF alone as RFC 9112 §2.2 lets servers take it. */
  private void lineEnd(int c) throws Stop {
    Stop.unless(c == '\n' || (c == '\r' && head.u8() == '\n'));
  }

  private String text(int from, int to) {
    return bytes.toString(bytes.readerIndex() + from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isTokenChar(int c) {
    return c < 0x80
        && (Character.isLetterOrDigit(c) || (c > ' ' && "!#$%&'*+-.^_`|~".indexOf(c) >= 0));
  }
}
