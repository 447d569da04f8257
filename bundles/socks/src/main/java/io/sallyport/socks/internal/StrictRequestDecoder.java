// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Reads requests, and refuses those that two servers could end at different places. */
final class StrictRequestDecoder extends HttpRequestDecoder {

  private static final int MAX_LINE = 8192;
  private static final int MAX_HEADERS = 16_384;

  StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
  }

  /** RFC 9112 §6.3 lets a server refuse what Netty would mend; that is how smuggling begins. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}
