// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.util.HashSet;
import java.util.Set;

/** Which items of a part of a document have come, for those that may come only once. */
final class Seen {

  private final Set<String> keywords = new HashSet<>();

  /** Notes an item; throws if it has come before. */
  void once(Items item) throws NetdocException {
    if (!keywords.add(item.keyword())) {
      throw item.problem(Kind.MISPLACED, item.keyword() + " comes twice");
    }
  }

  boolean has(String keyword) {
    return keywords.contains(keyword);
  }

  /** Throws unless all of these have come. */
  void require(String... needed) throws NetdocException {
    for (String keyword : needed) {
      if (!keywords.contains(keyword)) {
        throw new NetdocException(Kind.MISSING, keyword + " is missing");
      }
    }
  }
}
