// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Writes responses, also those to HEAD, whose fields tell of content that does not come. */
final class ResponseEncoder extends HttpResponseEncoder {

  /** Whether the next response answers HEAD. */
  boolean head;

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return head || super.isContentAlwaysEmpty(response);
  }
}
