// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.api.Sessions;
import io.sallyport.command.Tagged;
import java.util.TreeMap;

/** The outbounds of this kind that policies can name, for commands. */
record TorOutbounds(Sessions sessions) {

  /** What is meant where nobody says which. */
  private static final String USUAL = "tor";

  /** By tag, in order. */
  Tagged<TorOutbound> all() {
    var all = new TreeMap<String, TorOutbound>();
    for (var one : sessions.outbounds().values()) {
      if (one.outbound() instanceof TorOutbound tor) {
        all.put(one.tag(), tor);
      }
    }
    return Tagged.of("outbound of type tor", all);
  }

  /** The tag that is meant: the one that was given, else {@code tor}, or the only one. */
  String tag(String given) {
    if (!given.isEmpty()) {
      return given;
    }
    var tags = all().all().sequencedKeySet();
    return tags.size() == 1 ? tags.getFirst() : USUAL;
  }
}
