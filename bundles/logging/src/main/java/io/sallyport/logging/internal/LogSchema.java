// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** What may stand in {@code io.sallyport.log.cfg.json}. */
@Component(service = Schema.class)
public final class LogSchema implements Schema {

  @Override
  public String pid() {
    return LogSettings.PID;
  }

  @Override
  public String doc() {
    return "What is logged, and in which form.";
  }

  @Override
  public List<Key<?>> keys() {
    return LogSettings.KEYS;
  }

  @Override
  public void check(Settings settings) throws ConfigException {
    LogSettings.of(settings);
  }
}
