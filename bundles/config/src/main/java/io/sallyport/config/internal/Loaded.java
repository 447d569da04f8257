// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file as it was read. */
sealed interface Loaded {

  /** The largest file that is read, in bytes. */
  int MAX_SIZE = 16 << 20;

  /** A file that holds an object. */
  record Parsed(Document document) implements Loaded {}

  /** A file that does not. */
  record Broken(Finding finding) implements Loaded {}

  /** Reads a file; null if it does not exist. */
  static @Nullable Loaded read(Path path) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_SIZE + 1);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return broken(path, "cannot be read: " + e.getMessage());
    }
    return of(path, bytes);
  }

  /** Reads the content of a file. */
  static Loaded of(Path path, byte[] bytes) {
    FileName name;
    try {
      name = FileName.of(String.valueOf(path.getFileName()));
    } catch (IllegalArgumentException e) {
      return broken(path, String.valueOf(e.getMessage()));
    }
    if (bytes.length > MAX_SIZE) {
      return broken(path, "is larger than " + (MAX_SIZE >> 20) + " MiB");
    }
    var text = new StringBuilder(bytes.length);
    boolean wellFormed = decode(bytes, text);
    if (!wellFormed) {
      return broken(path, text, text.length(), "is not UTF-8 here");
    }
    try {
      String json = text.toString();
      return switch (JsonParser.parse(json)) {
        case Node.Obj root -> new Parsed(new Document(path, name, json, root));
        case Node other -> broken(path, text, other.at(), "a file holds one object: { ... }");
      };
    } catch (SyntaxProblem e) {
      return broken(path, text, e.at(), String.valueOf(e.getMessage()));
    }
  }

  /** Decodes until the first bytes that are not UTF-8; a byte order mark is passed over. */
  private static boolean decode(byte[] bytes, StringBuilder text) {
    boolean mark =
        bytes.length >= 3
            && bytes[0] == (byte) 0xef
            && bytes[1] == (byte) 0xbb
            && bytes[2] == (byte) 0xbf;
    var in = ByteBuffer.wrap(bytes);
    in.position(mark ? 3 : 0);
    var out = CharBuffer.allocate(in.remaining());
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var result = decoder.decode(in, out, true);
    boolean wellFormed = !result.isError();
    text.append(out.flip());
    return wellFormed;
  }

  private static Loaded broken(Path path, String message) {
    return new Broken(new Finding(path, 0, 0, "", message));
  }

  private static Loaded broken(Path path, CharSequence text, int at, String message) {
    var lines = Lines.of(text.toString());
    return new Broken(new Finding(path, lines.line(at), lines.column(at), "", message));
  }
}
