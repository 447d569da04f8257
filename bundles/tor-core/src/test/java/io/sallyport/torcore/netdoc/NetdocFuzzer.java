// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

/**
 * Entry point for Jazzer; the first byte chooses the parser. What holds for all input: a value or
 * {@link NetdocException}, and no more output than was allowed.
 */
public final class NetdocFuzzer {

  /** How many parsers there are to choose from. */
  static final int TARGETS = 5;

  private NetdocFuzzer() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] input = java.util.Arrays.copyOfRange(data, 1, data.length);
    try {
      switch ((data[0] & 0xff) % TARGETS) {
        case 0 -> SignedConsensus.open(input).read();
        case 1 -> {
          var batch = Microdescs.read(input, digest -> true);
          require(batch.entries().size() + batch.refused().size() <= input.length);
        }
        case 2 -> AuthorityCertificate.readAll(input);
        case 3 -> unpack(ContentEncoding.DEFLATE, input);
        default -> unpack(ContentEncoding.GZIP, input);
      }
    } catch (NetdocException e) {
      require(e.getMessage() != null);
    }
  }

  private static void unpack(ContentEncoding encoding, byte[] input) throws NetdocException {
    try (var unpacking = new Decompressor(encoding, 100_000)) {
      int half = input.length / 2;
      unpacking.update(input, 0, half);
      unpacking.update(input, half, input.length - half);
      require(unpacking.finish().length <= 100_000);
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("a property does not hold");
    }
  }
}
