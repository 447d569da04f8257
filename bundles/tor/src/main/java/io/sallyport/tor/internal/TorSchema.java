// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.outbound.tor~TAG.cfg.json}. */
@Component(service = Schema.class)
public final class TorSchema implements Schema {

  static final String PID = Outbound.PID_PREFIX + "tor";

  @Override
  public String pid() {
    return PID;
  }

  @Override
  public String doc() {
    return "An outbound that goes by Tor, with a client of its own in this process.";
  }

  @Override
  public List<Key<?>> keys() {
    return TorSettings.KEYS;
  }

  @Override
  public void check(Settings settings) throws ConfigException {
    TorSettings.check(settings);
  }
}
