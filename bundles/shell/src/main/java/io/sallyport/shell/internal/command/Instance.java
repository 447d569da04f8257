// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Inbound;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.api.config.Configurations;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Gathers how this instance fares; what is not installed is left out, not waited for. */
@Component(service = Instance.class)
public final class Instance {

  private final BundleContext context;
  private final Inbounds inbounds;
  private final @Nullable Configurations configurations;
  private final @Nullable Sessions sessions;
  private final @Nullable Transport transport;

  /** For declarative services: made anew when one of the optional services comes or goes. */
  @Activate
  public Instance(
      BundleContext context,
      @Reference Inbounds inbounds,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          @Nullable Configurations configurations,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          @Nullable Sessions sessions,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          @Nullable Transport transport) {
    this.context = context;
    this.inbounds = inbounds;
    this.configurations = configurations;
    this.sessions = sessions;
    this.transport = transport;
  }

  /** The version of the product: the one of this bundle, as they are released together. */
  String version() {
    var version = context.getBundle().getVersion();
    return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
  }

  /** As of now. */
  Status status() {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new Status(
        version(),
        Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
        context.getProperty("sallyport.home"),
        transport == null ? null : transport.type(),
        context.getBundles().length,
        idleBundles(),
        map(inbounds.all(), Instance::inbound),
        sessions == null ? null : Traffic.sum(sessions.counts()),
        sessions == null ? List.of() : outbounds(sessions),
        configurations == null
            ? 0
            : configurations.files().stream().mapToInt(f -> f.findings().size()).sum(),
        heap.getUsed(),
        heap.getMax(),
        system("OpenFileDescriptorCount"),
        system("MaxFileDescriptorCount"));
  }

  private static Status.Part inbound(Inbound inbound) {
    var status = inbound.status();
    return new Status.Part(inbound.tag(), inbound.type(), status.where(), status.problem());
  }

  private static List<Status.Part> outbounds(Sessions sessions) {
    return map(
        new TreeMap<>(sessions.outbounds()).values(),
        one ->
            new Status.Part(
                one.tag(), one.type(), null, Shown.problem(one.outbound().availability())));
  }

  /** Bundles that should run and do not. */
  private List<String> idleBundles() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
        .filter(bundle -> !waitsForUse(bundle))
        .map(bundle -> bundle.getSymbolicName() + " (" + state(bundle.getState()) + ")")
        .toList();
  }

  /** A lazy bundle is started once the first of its classes is needed. */
  private static boolean waitsForUse(Bundle bundle) {
    var level = bundle.adapt(BundleStartLevel.class);
    return bundle.getState() == Bundle.STARTING
        && level != null
        && level.isActivationPolicyUsed()
        && bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
  }

  private static String state(int state) {
    return switch (state) {
      case Bundle.INSTALLED -> "installed, not resolved";
      case Bundle.RESOLVED -> "resolved, not started";
      case Bundle.STARTING -> "starting";
      case Bundle.STOPPING -> "stopping";
      default -> "state " + state;
    };
  }

  /** By name: the type of this bean is not part of Java SE. Negative where it is not known. */
  private static long system(String attribute) {
    try {
      Object value =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), attribute);
      return value instanceof Number number ? number.longValue() : -1;
    } catch (JMException e) {
      return -1;
    }
  }

  private static <T> List<Status.Part> map(
      Iterable<T> items, Function<? super T, Status.Part> shape) {
    var parts = new ArrayList<Status.Part>();
    items.forEach(item -> parts.add(shape.apply(item)));
    return List.copyOf(parts);
  }
}
