// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.outbound.http~TAG.cfg.json}. */
@Component(service = Schema.class)
public final class HttpSchema implements Schema {

  static final String PID = Outbound.PID_PREFIX + "http";

  @Override
  public String pid() {
    return PID;
  }

  @Override
  public String doc() {
    return "An outbound that goes by another proxy with HTTP CONNECT.";
  }

  @Override
  public List<Key<?>> keys() {
    return HttpServer.KEYS;
  }

  @Override
  public void check(Settings settings) throws ConfigException {
    HttpServer.check(settings);
  }

  @Override
  public List<Reference> references(Settings settings) {
    return Endpoint.references(settings);
  }
}
