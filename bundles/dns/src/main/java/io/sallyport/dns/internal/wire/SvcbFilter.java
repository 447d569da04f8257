// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of SVCB and HTTPS records (RFC 9460) what would lead around us: address hints, keys for
 * ECH, and ALPN ids of HTTP/3. What cannot be changed without changing more is left out.
 */
public final class SvcbFilter {

  private static final int RRSIG = 46;
  private static final int MANDATORY = 0;
  private static final int ALPN = 1;
  private static final int NO_DEFAULT_ALPN = 2;
  private static final int IPV4_HINT = 4;
  private static final int ECH = 5;
  private static final int IPV6_HINT = 6;
  private static final byte[] GONE = {};

  private final Answer answer;

  /** Where the records stand in a whole message, from which pointers count. */
  private final int base;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int[] ttls = new int[0];

  /** From here on, in the records as they were, pointers would lead elsewhere. */
  private int firstChange = Integer.MAX_VALUE;

  private SvcbFilter(Answer answer, int base) {
    this.answer = answer;
    this.base = base;
  }

  /** The answer without them, in its answer section only; no data where nothing is left. */
  public static Answer of(Answer answer, Question question) {
    int base = Header.LENGTH + WireName.bytes(question.name()).length + 4;
    return new SvcbFilter(answer, base).filtered();
  }

  private Answer filtered() {
    byte[] records = answer.records();
    int start = 0;
    for (int i = 0; i < answer.answers(); i++) {
      int ttl = answer.ttls()[i];
      int data = ttl + 6;
      int end = data + Header.short16(records, ttl + 4);
      int type = Header.short16(records, ttl - 4);
      boolean service = type == Question.SVCB || type == Question.HTTPS;
      byte[] kept = Arrays.copyOfRange(records, data, end);
      if (service) {
        kept = service(kept);
      } else if (type == RRSIG || firstChange < start) {
        kept = GONE;
      }
      if (kept.length > 0 && pointsBefore(start, firstChange)) {
        append(records, start, ttl, kept);
      } else {
        firstChange = Math.min(firstChange, start);
      }
      if (kept.length != end - data) {
        firstChange = Math.min(firstChange, data);
      }
      start = end;
    }
    return new Answer(
        answer.rcode(), false, ttls.length, 0, 0, out.toByteArray(), ttls, answer.lifetime());
  }

  private void append(byte[] records, int start, int ttl, byte[] data) {
    out.write(records, start, ttl - start);
    ttls = Arrays.copyOf(ttls, ttls.length + 1);
    ttls[ttls.length - 1] = out.size();
    out.write(records, ttl, 4);
    out.write(data.length >> 8);
    out.write(data.length);
    out.writeBytes(data);
  }

  /** Whether the owner of a record is written without what has moved. */
  private boolean pointsBefore(int start, int limit) {
    byte[] records = answer.records();
    int at = start;
    while (records[at] != 0) {
      int length = records[at] & 0xff;
      if (length >= 0xc0) {
        int target = (length & 0x3f) << 8 | records[at + 1] & 0xff;
        return target - base < limit;
      }
      at += 1 + length;
    }
    return true;
  }

  /**
   * The data of a record; nothing where it is malformed, or of no use without what is taken out.
   */
  private static byte[] service(byte[] data) {
    int at = 2;
    while (at < data.length && data[at] != 0) {
      at += 1 + (data[at] & 0xff);
    }
    at++;
    if (at > data.length) {
      return GONE;
    }
    var kept = new ByteArrayOutputStream(data.length);
    kept.write(data, 0, at);
    boolean needsAlpn = false;
    boolean hasAlpn = false;
    while (at < data.length) {
      if (at + 4 > data.length || at + 4 + Header.short16(data, at + 2) > data.length) {
        return GONE;
      }
      int key = Header.short16(data, at);
      int end = at + 4 + Header.short16(data, at + 2);
      byte[] value = value(key, Arrays.copyOfRange(data, at + 4, end));
      needsAlpn |= key == NO_DEFAULT_ALPN;
      hasAlpn |= key == ALPN && value != null;
      if (value != null) {
        kept.write(data, at, 2);
        kept.write(value.length >> 8);
        kept.write(value.length);
        kept.writeBytes(value);
      }
      at = end;
    }
    return needsAlpn && !hasAlpn ? GONE : kept.toByteArray();
  }

  /** The value of a parameter as it may stay; null if it goes. */
  private static byte @Nullable [] value(int key, byte[] value) {
    return switch (key) {
      case IPV4_HINT, ECH, IPV6_HINT -> null;
      case MANDATORY -> mandatory(value);
      case ALPN -> alpn(value);
      default -> value;
    };
  }

  private static byte @Nullable [] mandatory(byte[] keys) {
    var kept = new ByteArrayOutputStream(keys.length);
    for (int at = 0; at + 2 <= keys.length; at += 2) {
      int key = Header.short16(keys, at);
      if (key != IPV4_HINT && key != ECH && key != IPV6_HINT) {
        kept.write(keys, at, 2);
      }
    }
    return kept.size() == 0 ? null : kept.toByteArray();
  }

  private static byte @Nullable [] alpn(byte[] ids) {
    var kept = new ByteArrayOutputStream(ids.length);
    for (int at = 0; at < ids.length; ) {
      int length = ids[at] & 0xff;
      if (at + 1 + length > ids.length) {
        return null;
      }
      boolean http3 = length >= 2 && ids[at + 1] == 'h' && ids[at + 2] == '3';
      if (!http3) {
        kept.write(ids, at, 1 + length);
      }
      at += 1 + length;
    }
    return kept.size() == 0 ? null : kept.toByteArray();
  }
}
