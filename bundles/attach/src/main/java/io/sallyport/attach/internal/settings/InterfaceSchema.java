// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.settings;

import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import io.sallyport.dns.DnsCompiler;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.interface~NAME.cfg.json}. */
@Component(service = Schema.class)
public final class InterfaceSchema implements Schema {

  /** Factory PID. */
  public static final String PID = "io.sallyport.interface";

  private final PolicyCompiler compiler;
  private final DnsCompiler dns;

  // Written out, since Schema has a Reference of its own.
  @Activate
  public InterfaceSchema(
      @org.osgi.service.component.annotations.Reference PolicyCompiler compiler,
      @org.osgi.service.component.annotations.Reference DnsCompiler dns) {
    this.compiler = compiler;
    this.dns = dns;
  }

  @Override
  public String pid() {
    return PID;
  }

  @Override
  public String doc() {
    return "A network interface whose traffic becomes sessions, with the policy for it.";
  }

  @Override
  public List<Key<?>> keys() {
    return InterfaceSettings.keys(compiler);
  }

  @Override
  public void check(Settings settings) throws ConfigException {
    InterfaceSettings.of(settings, compiler, dns, "");
  }

  @Override
  public List<Reference> references(Settings settings) throws ConfigException {
    var references = new ArrayList<>(compiler.references(InterfaceSettings.forPolicy(settings)));
    references.addAll(dns.compile(settings.find(DnsCompiler.DNS)).references());
    return List.copyOf(references);
  }
}
