// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import io.sallyport.api.Sniffed;
import io.sallyport.api.Sniffed.Protocol;
import org.jspecify.annotations.Nullable;

/** What came of looking at the first bytes. */
public sealed interface Verdict {

  /** They are recognised; more bytes would not change it. */
  record Found(Sniffed sniffed) implements Verdict {}

  /** They may become something; look again when there are more. */
  record NeedMore() implements Verdict {}

  /** They are none of what was looked for, whatever follows. */
  record Nothing() implements Verdict {}

  /** The one value of {@link NeedMore}. */
  Verdict NEED_MORE = new NeedMore();

  /** The one value of {@link Nothing}. */
  Verdict NOTHING = new Nothing();

  /** Recognised, and naming a host or not. */
  static Verdict found(Protocol protocol, @Nullable String domain) {
    return new Found(new Sniffed(protocol, domain));
  }
}
