// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal;

import io.sallyport.api.Inbound;
import io.sallyport.api.Policy;
import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import io.sallyport.attach.internal.entry.DnsStreams;
import io.sallyport.attach.internal.flow.FlowCounters;
import io.sallyport.attach.internal.life.Attachment;
import io.sallyport.attach.internal.life.AttachmentFactory;
import io.sallyport.attach.internal.life.LinkWatch;
import io.sallyport.attach.internal.settings.InterfaceSchema;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.dns.DnsCompiler;
import io.sallyport.dns.DnsResolver;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** An attached interface, one per file. */
@Component(
    service = {Inbound.class, InterfaceInbound.class},
    configurationPid = InterfaceSchema.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
public final class InterfaceInbound implements Inbound {

  private final PolicyCompiler compiler;
  private final DnsCompiler dns;
  private final Logger log;
  private final FlowCounters counters = new FlowCounters();
  private final Attachment attachment;
  private final boolean fromFile;
  private final String configurationName;
  private volatile InterfaceSettings settings;
  private volatile @Nullable DnsResolver resolver;
  private volatile @Nullable String dnsProblem;

  /** Begins to attach; what prevents it is in its status, and tried again. */
  @Activate
  public InterfaceInbound(
      @Reference Transport transport,
      @Reference Sessions sessions,
      @Reference PolicyCompiler compiler,
      @Reference DnsCompiler dns,
      @Reference LinkWatch links,
      @Reference(service = LoggerFactory.class) Logger log,
      Map<String, Object> properties)
      throws ConfigException {
    this.compiler = compiler;
    this.dns = dns;
    this.log = log;
    settings = InterfaceSettings.of(properties, compiler, dns);
    fromFile = properties.get("sallyport.file") instanceof String;
    configurationName =
        properties.get("service.pid") instanceof String pid
            ? pid.substring(pid.indexOf('~') + 1)
            : settings.tag();
    var entrance = AttachmentFactory.entrance(this, sessions, links, counters);
    attachment =
        AttachmentFactory.attachment(
            transport, entrance, new DnsStreams(counters), links, this::settings, log);
    hijack();
    attachment.begin();
  }

  /** Takes a new generation; the rules of the kernel change only where they must. */
  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    settings = InterfaceSettings.of(properties, compiler, dns);
    hijack();
    attachment.resume();
  }

  /** Opens the resolver when the first rule wants it; from then on it changes with the file. */
  private void hijack() {
    var now = settings;
    try {
      if (resolver instanceof DnsResolver open) {
        open.update(now.dns());
      } else if (now.hijacksDns()) {
        resolver = dns.open(now.tag(), now.dns(), () -> settings.policy());
      }
      dnsProblem = null;
    } catch (ConfigException e) {
      dnsProblem = "dns: " + e.getMessage();
      log.error("{}: {}", now.tag(), dnsProblem);
    }
  }

  /**
   * Only where the file is gone, or the configuration that stood for one, is the interface given
   * back; in every other case its guard stays.
   */
  @Deactivate
  void stop(int reason) {
    if (reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED) {
      attachment.detach();
    } else {
      attachment.stop();
    }
    if (resolver instanceof DnsResolver open) {
      open.close();
    }
  }

  /** The generation in force. */
  public InterfaceSettings settings() {
    return settings;
  }

  /** Who answers DNS; null while nobody does. */
  public @Nullable DnsResolver resolver() {
    return resolver;
  }

  /** Its life. */
  public Attachment attachment() {
    return attachment;
  }

  /** Whether a file stands behind it. */
  public boolean fromFile() {
    return fromFile;
  }

  /** What stands after {@code ~} in the name of its configuration. */
  public String configurationName() {
    return configurationName;
  }

  @Override
  public String tag() {
    return settings.tag();
  }

  @Override
  public String type() {
    return settings.type().label();
  }

  @Override
  public Policy policy() {
    return settings.policy();
  }

  @Override
  public Status status() {
    var problem = attachment.problem();
    return new Status(
        "interface " + settings.interfaceName(), problem != null ? problem : dnsProblem);
  }

  @Override
  public Map<String, Long> counters() {
    var all = new LinkedHashMap<String, Long>();
    counters.addTo(all);
    all.putAll(attachment.counters());
    all.put("rules_repaired", (long) attachment.repairs());
    if (resolver instanceof DnsResolver open) {
      open.counters().forEach((name, count) -> all.put("dns_" + name, count));
    }
    return all;
  }
}
