// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torcore.netdoc.NetdocException;
import io.sallyport.torcore.netdoc.Protocols;

/** The subprotocols that this client speaks, in the words of a consensus (tor-spec §9). */
final class SupportedProtocols {

  /** All of them. */
  static final Protocols OURS = of("Cons=1-2 Desc=1-2 FlowCtrl=1 Link=4-5 Microdesc=1-3 Relay=2-4");

  private SupportedProtocols() {}

  private static Protocols of(String text) {
    try {
      return Protocols.parse(text);
    } catch (NetdocException e) {
      throw new IllegalStateException(e);
    }
  }
}
