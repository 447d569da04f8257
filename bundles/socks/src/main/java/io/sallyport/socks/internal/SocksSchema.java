// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.socks~NAME.cfg.json}. */
@Component(service = Schema.class)
public final class SocksSchema implements Schema {

  static final String PID = "io.sallyport.socks";

  private final PolicyCompiler compiler;

  // Written out, since Schema has a Reference of its own.
  @Activate
  public SocksSchema(@org.osgi.service.component.annotations.Reference PolicyCompiler compiler) {
    this.compiler = compiler;
  }

  @Override
  public String pid() {
    return PID;
  }

  @Override
  public String doc() {
    return "A listener for SOCKS4, SOCKS4a, SOCKS5 and HTTP CONNECT, with the policy for it.";
  }

  @Override
  public List<Key<?>> keys() {
    return ListenerSettings.keys(compiler);
  }

  @Override
  public void check(Settings settings) throws ConfigException {
    ListenerSettings.of(settings, compiler, "");
  }

  @Override
  public List<Reference> references(Settings settings) throws ConfigException {
    return compiler.references(settings);
  }
}
