// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Entry point for Jazzer: bytes of a link, whole and in pieces, and the bodies of relay messages.
 * What holds for all input: {@link ProtocolViolation} and no other exception; pieces make the same
 * cells; what was read and is written is read the same.
 */
public final class CellFuzzer {

  private CellFuzzer() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    link(data);
    body(data[0] & 0xff, new ByteReader(data, 1, data.length - 1));
  }

  private static void link(byte[] data) {
    List<Integer> whole = cells(data, data.length);
    List<Integer> pieces = cells(data, 1 + (data[0] & 63));
    require(whole, pieces);
  }

  private static List<Integer> cells(byte[] data, int piece) {
    var seen = new ArrayList<Integer>();
    var decoder = new CellDecoder(4096);
    CellHandler handler =
        (id, command, buffer, offset, length) -> {
          byte[] body = Arrays.copyOfRange(buffer, offset, offset + length);
          seen.add(id * 31 + command + Arrays.hashCode(body));
        };
    try {
      for (int at = 0; at < data.length; at += piece) {
        decoder.feed(data, at, Math.min(piece, data.length - at), handler);
      }
    } catch (ProtocolViolation e) {
      seen.add(-1);
    }
    return seen;
  }

  private static void body(int kind, ByteReader in) {
    try {
      switch (kind % 8) {
        case 0 -> {
          var message = ConnectedMessage.parse(in);
          require(message, ConnectedMessage.parse(new ByteReader(message.encoded())));
        }
        case 1 -> {
          var message = EndMessage.parse(in);
          if (message.reason() != EndReason.UNKNOWN) {
            require(message, EndMessage.parse(new ByteReader(message.encoded())));
          }
        }
        case 2 -> {
          var message = ResolvedMessage.parse(in);
          require(message, ResolvedMessage.parse(new ByteReader(message.encoded())));
        }
        case 3 -> {
          var message = BeginMessage.parse(in);
          require(message, BeginMessage.parse(new ByteReader(message.encoded())));
        }
        case 4 -> {
          byte[] encoded = ExtendMessage.parse(in).encoded();
          byte[] again = ExtendMessage.parse(new ByteReader(encoded)).encoded();
          require(true, Arrays.equals(encoded, again));
        }
        case 5 -> SendmeMessage.parse(in, 20);
        case 6 -> CreateMessage.parseReply(in);
        default -> {
          byte[] body = Arrays.copyOf(in.rest(), Cells.BODY_LENGTH);
          var cell = new RelayCell();
          RelayCellV0.INSTANCE.parse(body, 0, cell);
          require(true, cell.offset() + cell.length() <= body.length);
        }
      }
    } catch (ProtocolViolation e) {
      require(false, e.getMessage().isEmpty());
    }
  }

  private static void require(Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(expected + " became " + found);
    }
  }
}
