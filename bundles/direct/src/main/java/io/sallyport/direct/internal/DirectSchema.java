// SPDX-License-Identifier: Apache-2.0
package io.sallyport.direct.internal;

import io.sallyport.api.DialOptions;
import io.sallyport.api.Outbound;
import io.sallyport.api.config.FixedSchema;
import io.sallyport.api.config.Schema;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.outbound.direct~TAG.cfg.json}. */
@Component(service = Schema.class)
public final class DirectSchema extends FixedSchema {

  static final String PID = Outbound.PID_PREFIX + "direct";

  /** For declarative services. */
  public DirectSchema() {
    super(
        PID,
        "An outbound that goes out from this machine by an interface, address or mark.",
        DialOptions.KEYS);
  }
}
