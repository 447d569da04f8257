// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import io.netty.buffer.Unpooled;
import io.sallyport.api.Network;
import java.util.Arrays;

/** Entry for Jazzer: whatever the bytes, a verdict, the same one each time, and nothing moved. */
public final class SnifferFuzzer {

  private SnifferFuzzer() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    for (var network : Network.values()) {
      var buffer = Unpooled.wrappedBuffer(data).asReadOnly();
      var verdict = Sniffer.sniff(buffer, network, Verdicts.ALL);
      check(buffer.readerIndex() == 0 && buffer.readableBytes() == data.length, "moved");
      check(verdict.equals(Sniffer.sniff(buffer, network, Verdicts.ALL)), "not the same twice");
      switch (verdict) {
        case Verdict.Found found -> {
          check(found.sniffed().protocol() != null, "found nothing");
          var domain = found.sniffed().domain();
          check(domain == null || domain.matches("[!-~&&[^A-Z]]{1,255}"), "bad domain");
        }
        case Verdict.NeedMore _ -> {
          check(network == Network.TCP, "asks for more of a datagram");
          check(data.length < Sniffer.MAX_BYTES, "asks for more than its limit");
        }
        case Verdict.Nothing _ -> {
          if (network == Network.TCP) {
            // What is nothing stays nothing, whatever comes behind it.
            var more = Unpooled.wrappedBuffer(Arrays.copyOf(data, data.length + 40));
            check(
                Sniffer.sniff(more, network, Verdicts.ALL) instanceof Verdict.Nothing,
                "nothing became something");
          }
        }
      }
    }
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
