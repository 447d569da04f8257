// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.FixedSchema;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.outbound.tor~TAG.cfg.json}. */
@Component(service = Schema.class)
public final class TorSchema extends FixedSchema {

  static final String PID = Outbound.PID_PREFIX + "tor";

  /** For declarative services. */
  public TorSchema() {
    super(
        PID,
        "An outbound that goes by Tor, with a client of its own in this process.",
        TorSettings.KEYS);
  }

  @Override
  public void check(Settings settings) throws ConfigException {
    TorSettings.check(settings);
  }
}
