// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns;

import io.sallyport.api.config.Schema;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A {@code dns} object, checked and compiled; immutable, any thread. */
@ProviderType
public interface DnsPlan {

  /**
   * The outbounds that it names and where ({@code dns.servers[0].detour}): what an inbound's {@link
   * Schema#references} adds.
   */
  List<Schema.Reference> references();

  /**
   * The networks from which it takes fake addresses, such as {@code 198.18.0.0/15}. Traffic to them
   * must reach the inbound, and nothing of it may ever leave by an address.
   */
  List<String> fakeRanges();
}
