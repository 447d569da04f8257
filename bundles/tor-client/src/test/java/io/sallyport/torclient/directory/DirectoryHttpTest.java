// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torclient.directory.DirectoryException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of servers: whole, in pieces, cut off, endless, and no HTTP at all. */
class DirectoryHttpTest {

  private static final String OK = "HTTP/1.0 200 OK\r\n";

  /** A stream that answers with fixed bytes, in pieces of a fixed size. */
  private static final class Canned implements DirectoryStream {

    final ByteArrayOutputStream request = new ByteArrayOutputStream();
    private final InputStream answer;

    Canned(byte[] answer, int piece) {
      this.answer =
          new InputStream() {
            private int at;

            @Override
            public int read() {
              return at == answer.length ? -1 : answer[at++] & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int length) {
              int size = Math.min(Math.min(piece, length), answer.length - at);
              System.arraycopy(answer, at, to, offset, size);
              at += size;
              return size == 0 ? -1 : size;
            }
          };
    }

    @Override
    public InputStream input() {
      return answer;
    }

    @Override
    public OutputStream output() {
      return request;
    }

    @Override
    public void close() {}
  }

  private static byte[] get(byte[] answer, int piece) throws DirectoryException, IOException {
    return new DirectoryHttp(new Canned(answer, piece), Duration.ofSeconds(20))
        .get("/tor/x", null, 100_000);
  }

  private static byte[] get(String answer) throws DirectoryException, IOException {
    return get(answer.getBytes(US_ASCII), 7);
  }

  @Test
  void whatIsAsked() throws Exception {
    var stream = new Canned((OK + "\r\nbody").getBytes(US_ASCII), 100);
    new DirectoryHttp(stream, Duration.ofSeconds(20))
        .get("/tor/keys/all", Instant.parse("2026-11-21T03:18:40Z"), 100);
    assertThat(stream.request.toString(US_ASCII))
        .isEqualTo(
            "GET /tor/keys/all HTTP/1.0\r\nAccept-Encoding: deflate, gzip, identity\r\n"
                + "If-Modified-Since: Sat, 21 Nov 2026 03:18:40 GMT\r\n\r\n");
  }

  @Test
  void bodiesOfEachEncodingInPiecesOfEachSize() throws Exception {
    byte[] body = FakeServers.file("microdescs");
    var deflated = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(deflated)) {
      out.write(body);
    }
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(body);
    }
    for (int piece : new int[] {1, 2, 3, 1000, 100_000}) {
      assertThat(get(answer("identity", body), piece)).isEqualTo(body);
      assertThat(get(answer("deflate", deflated.toByteArray()), piece)).isEqualTo(body);
      assertThat(get(answer("GZIP", zipped.toByteArray()), piece)).isEqualTo(body);
    }
  }

  private static byte[] answer(String encoding, byte[] body) {
    var all = new ByteArrayOutputStream();
    all.writeBytes((OK + "Content-Encoding: " + encoding + "\r\n\r\n").getBytes(US_ASCII));
    all.writeBytes(body);
    return all.toByteArray();
  }

  @Test
  void bareNewlinesAreTolerated() throws Exception {
    assertThat(get("HTTP/1.1 200 fine\ncontent-length: 4\n\nbody")).asString().isEqualTo("body");
  }

  @Test
  void whatFollowsTheAnnouncedLengthIsLeftOut() throws Exception {
    assertThat(get(OK + "Content-Length: 4\r\n\r\nbody and more")).asString().isEqualTo("body");
    assertThat(get(OK + "Content-Length: 0\r\n\r\nmore")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "304, NOT_MODIFIED",
    "404, NOT_FOUND",
    "503, BUSY",
    "500, NOT_FOUND",
    "302, NOT_FOUND"
  })
  void statuses(int status, Kind kind) {
    assertKind(kind, "HTTP/1.0 " + status + " because\r\n\r\n<html>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.0",
        "HTTP/1.0 200 OK\r\n",
        "HTTP/1.0 200 OK\r\nDate: x",
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nbody",
        "HTTP/1.0 200 OK\r\nContent-Encoding: deflate\r\n\r\nx"
      })
  void answersThatAreCutOff(String answer) {
    assertKind(Kind.UNREACHABLE, answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.0 999 no\r\n\r\n",
        "HTTP/1.0 200OK\r\n\r\n",
        "\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Encoding: x-tor-lzma\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip"
      })
  void answersThatAreNone(String answer) {
    assertKind(Kind.BAD_DOCUMENT, answer);
  }

  @Test
  void endlessHeadsAndBodiesAreBounded() {
    assertKind(Kind.BAD_DOCUMENT, OK + "X: " + "y".repeat(DirectoryHttp.MAX_HEAD));
    assertKind(Kind.BAD_DOCUMENT, OK + "X: y\r\n".repeat(200) + "\r\n");
    assertKind(Kind.BAD_DOCUMENT, OK + "\r\n" + "z".repeat(100_001));
  }

  @Test
  void aServerThatIsTooSlowIsLeft() {
    var stream = new Canned((OK + "\r\nbody").getBytes(US_ASCII), 1);
    assertThatThrownBy(() -> new DirectoryHttp(stream, Duration.ZERO).get("/", null, 10))
        .isInstanceOfSatisfying(
            DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
  }

  /** The shape of a Jazzer target, replayed with a seed: a body, or one of two exceptions. */
  @Test
  void noise() {
    var random = new Random(5);
    byte[] seed = answer("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0});
    for (int i = 0; i < 5_000; i++) {
      byte[] data = Arrays.copyOf(seed, random.nextInt(seed.length + 1));
      for (int change = random.nextInt(6); change > 0 && data.length > 0; change--) {
        data[random.nextInt(data.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(get(data, 1 + random.nextInt(9))).hasSizeLessThanOrEqualTo(100_000);
      } catch (DirectoryException | IOException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  private static void assertKind(Kind kind, String answer) {
    assertThatThrownBy(() -> get(answer))
        .isInstanceOfSatisfying(
            DirectoryException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }
}
