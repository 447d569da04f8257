// SPDX-License-Identifier: Apache-2.0
package io.sallyport.direct.internal;

import io.sallyport.api.DialOptions;
import io.sallyport.api.Outbound;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.outbound.direct~TAG.cfg.json}. */
@Component(service = Schema.class)
public final class DirectSchema implements Schema {

  static final String PID = Outbound.PID_PREFIX + "direct";

  @Override
  public String pid() {
    return PID;
  }

  @Override
  public String doc() {
    return "An outbound that goes out from this machine by an interface, address or mark.";
  }

  @Override
  public List<Key<?>> keys() {
    return DialOptions.KEYS;
  }
}
