// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.Outbound;
import org.jspecify.annotations.Nullable;

/** The outbounds through which proxies can be reached. */
@FunctionalInterface
interface Detours {

  /** The outbound with a tag now; null if there is none. */
  @Nullable Outbound find(String tag);
}
