// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.FixedSchema;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.outbound.http~TAG.cfg.json}. */
@Component(service = Schema.class)
public final class HttpSchema extends FixedSchema {

  static final String PID = Outbound.PID_PREFIX + "http";

  /** For declarative services. */
  public HttpSchema() {
    super(PID, "An outbound that goes by another proxy with HTTP CONNECT.", HttpServer.KEYS);
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
