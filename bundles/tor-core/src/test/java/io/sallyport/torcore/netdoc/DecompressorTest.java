// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unpacking, in every split, and bombs of each kind. */
class DecompressorTest {

  private static final int LIMIT = 10_000_000;

  private static byte[] pack(ContentEncoding encoding, byte[] data) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var packed =
        switch (encoding) {
          case IDENTITY -> out;
          case DEFLATE -> new DeflaterOutputStream(out);
          case GZIP -> new GZIPOutputStream(out);
        }) {
      packed.write(data);
    }
    return out.toByteArray();
  }

  private static byte[] unpack(ContentEncoding encoding, int limit, byte[]... parts)
      throws NetdocException {
    try (var unpacking = new Decompressor(encoding, limit)) {
      for (byte[] part : parts) {
        unpacking.update(part, 0, part.length);
      }
      return unpacking.finish();
    }
  }

  @ParameterizedTest
  @EnumSource(ContentEncoding.class)
  void everySplit(ContentEncoding encoding) throws Exception {
    byte[] data = Samples.bytes("microdescs");
    byte[] packed = pack(encoding, data);
    for (int at = 0; at <= packed.length; at++) {
      assertThat(
              unpack(
                  encoding,
                  LIMIT,
                  Arrays.copyOf(packed, at),
                  Arrays.copyOfRange(packed, at, packed.length)))
          .isEqualTo(data);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFLATE", "GZIP"})
  void everyTruncation(ContentEncoding encoding) throws Exception {
    byte[] packed = pack(encoding, Samples.bytes("microdescs"));
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> unpack(encoding, LIMIT, cut))
          .isInstanceOfSatisfying(
              NetdocException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
    }
  }

  @Test
  void whatRealServersSend() throws NetdocException {
    byte[] plain = Samples.bytes("certificates");
    assertThat(unpack(ContentEncoding.DEFLATE, LIMIT, Samples.bytes("certificates.z")))
        .isEqualTo(plain);
    assertThat(unpack(ContentEncoding.GZIP, LIMIT, Samples.bytes("certificates.gz")))
        .isEqualTo(plain);
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFLATE", "GZIP"})
  void membersFollowEachOther(ContentEncoding encoding) throws Exception {
    byte[] one = pack(encoding, "one".getBytes());
    byte[] two = pack(encoding, "two".getBytes());
    assertThat(unpack(encoding, LIMIT, one, two)).asString().isEqualTo("onetwo");
    assertThatThrownBy(() -> unpack(encoding, LIMIT, one, "something else".getBytes()))
        .isInstanceOf(NetdocException.class);
  }

  @ParameterizedTest
  @EnumSource(ContentEncoding.class)
  void moreThanTheLimit(ContentEncoding encoding) throws Exception {
    byte[] packed = pack(encoding, new byte[60_000]);
    assertThat(unpack(encoding, 60_000, packed)).hasSize(60_000);
    assertKind(Kind.TOO_LARGE, () -> unpack(encoding, 59_999, packed));
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFLATE", "GZIP"})
  void aBombInOneMember(ContentEncoding encoding) throws Exception {
    byte[] packed = pack(encoding, new byte[5_000_000]);
    assertKind(Kind.TOO_LARGE, () -> unpack(encoding, LIMIT, packed));
  }

  /** TROVE-2026-022: each member stays below what is looked at, all of them do not. */
  @ParameterizedTest
  @EnumSource(names = {"DEFLATE", "GZIP"})
  void aBombInManyMembers(ContentEncoding encoding) throws Exception {
    byte[] member = pack(encoding, new byte[60_000]);
    var parts = new byte[1_000][];
    Arrays.fill(parts, member);
    assertKind(Kind.TOO_LARGE, () -> unpack(encoding, Integer.MAX_VALUE, parts));
  }

  /** TROVE-2026-021: a stream that never moves again. */
  @Test
  void aStreamThatWantsADictionary() {
    var deflater = new Deflater();
    deflater.setDictionary("directory".getBytes());
    deflater.setInput("directory directory".getBytes());
    deflater.finish();
    var packed = new byte[100];
    int size = deflater.deflate(packed);
    deflater.end();
    assertKind(
        Kind.SYNTAX, () -> unpack(ContentEncoding.DEFLATE, LIMIT, Arrays.copyOf(packed, size)));
  }

  @Test
  void everyByteOfAGzipStreamChanged() throws Exception {
    byte[] data = Samples.bytes("microdescs");
    byte[] packed = pack(ContentEncoding.GZIP, data);
    for (int i = 0; i < packed.length; i++) {
      byte[] changed = packed.clone();
      changed[i] ^= (byte) (1 << i % 8);
      try {
        assertThat(unpack(ContentEncoding.GZIP, LIMIT, changed)).isEqualTo(data);
        // Time, operating system and such, and the bits that fill up the last byte before the
        // trailer.
        assertThat(i < 10 || i == packed.length - 9).as("byte %d", i).isTrue();
      } catch (NetdocException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void gzipHeadersWithEverything() throws Exception {
    byte[] plain = pack(ContentEncoding.GZIP, "body".getBytes());
    var out = new ByteArrayOutputStream();
    out.write(plain, 0, 3);
    out.write(1 | 2 | 4 | 8 | 16);
    out.write(plain, 4, 6);
    out.write(new byte[] {3, 0, 'x', 'y', 'z', 'n', 'a', 0, 'c', 0, 1, 2});
    out.write(plain, 10, plain.length - 10);
    byte[] packed = out.toByteArray();
    for (int at = 0; at <= packed.length; at++) {
      assertThat(
              unpack(
                  ContentEncoding.GZIP,
                  LIMIT,
                  Arrays.copyOf(packed, at),
                  Arrays.copyOfRange(packed, at, packed.length)))
          .asString()
          .isEqualTo("body");
    }
  }

  @Test
  void aGzipHeaderWithoutEnd() {
    byte[] header = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0};
    byte[] name = new byte[10_000];
    Arrays.fill(name, (byte) 'n');
    assertKind(Kind.TOO_LARGE, () -> unpack(ContentEncoding.GZIP, LIMIT, header, name));
  }

  @Test
  void incompressibleDataOfAnySizeIsNoBomb() throws Exception {
    var data = new byte[3_000_000];
    new Random(1).nextBytes(data);
    for (var encoding : ContentEncoding.values()) {
      assertThat(unpack(encoding, LIMIT, pack(encoding, data))).isEqualTo(data);
    }
  }

  @Test
  void encodingsThatWereNotAskedFor() {
    assertKind(Kind.UNSUPPORTED, () -> ContentEncoding.of("x-zstd"));
  }

  private static void assertKind(
      Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NetdocException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }
}
