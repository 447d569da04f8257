// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a dialog says to bytes, and how it ended.
 *
 * @param said all answers in hex
 * @param end {@code wait}, {@code ask}, {@code refuse}, {@code hang up}
 * @param left bytes that belong to the stream, in hex
 */
record Conversation(String said, String end, Step.@Nullable Ask ask, String left) {

  /** All bytes at once. */
  static Conversation whole(Dialog dialog, String hex) {
    return with(dialog, hex, Integer.MAX_VALUE);
  }

  /** One byte after the other. */
  static Conversation dribbled(Dialog dialog, String hex) {
    return with(dialog, hex, 1);
  }

  private static Conversation with(Dialog dialog, String hex, int piece) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    var in = Unpooled.buffer();
    var said = Unpooled.buffer();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(piece, bytes.length - at);
      in.writeBytes(bytes, at, length);
      at += length;
      Step last = run(dialog, in, said);
      if (!(last instanceof Step.Wait)) {
        in.writeBytes(bytes, at, bytes.length - at);
        return ended(last, in, said);
      }
    }
    return ended(Step.WAIT, in, said);
  }

  private static Step run(Dialog dialog, ByteBuf in, ByteBuf said) {
    while (true) {
      switch (dialog.next(in)) {
        case Step.Say say -> say.message().emit(said);
        case Step.Refuse refuse -> {
          refuse.message().emit(said);
          return refuse;
        }
        case Step other -> {
          return other;
        }
      }
    }
  }

  private static Conversation ended(Step last, ByteBuf in, ByteBuf said) {
    String end =
        switch (last) {
          case Step.Wait _ -> "wait";
          case Step.Say _ -> "say";
          case Step.Refuse _ -> "refuse";
          case Step.HangUp _ -> "hang up";
          case Step.Check _ -> "check";
          case Step.Ask _ -> "ask";
          case Step.Bind _ -> "bind";
          case Step.Associate _ -> "associate";
          case Step.Resolve _ -> "resolve";
          case Step.Reverse _ -> "reverse";
        };
    return new Conversation(
        ByteBufUtil.hexDump(said),
        end,
        last instanceof Step.Ask ask ? ask : null,
        ByteBufUtil.hexDump(in));
  }
}
