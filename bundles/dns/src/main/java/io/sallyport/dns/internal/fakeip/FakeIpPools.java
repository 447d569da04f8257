// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.fakeip;

import io.sallyport.api.NameMap;
import io.sallyport.api.config.ConfigException;
import io.sallyport.dns.internal.config.AddressRange;
import io.sallyport.dns.internal.config.FakeIpSpec;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * The pools that are open; inbounds with the same networks share one. Below the framework property
 * {@code sallyport.home}, in {@code data/dns}, is a file for each.
 */
@Component(service = {FakeIpPools.class, NameMap.class})
public final class FakeIpPools implements NameMap {

  private final @Nullable Path folder;
  private final LongSupplier seconds;
  private final Consumer<String> complaints;
  private final List<FakeIpPool> pools = new CopyOnWriteArrayList<>();

  /** Without a home nothing outlives us. */
  @Activate
  public FakeIpPools(BundleContext context, @Reference(service = LoggerFactory.class) Logger log) {
    this(
        context.getProperty("sallyport.home") instanceof String home
            ? Path.of(home, "data", "dns")
            : null,
        () -> System.nanoTime() / 1_000_000_000L,
        log::warn);
  }

  /** For tests. */
  public FakeIpPools(@Nullable Path folder, LongSupplier seconds, Consumer<String> complaints) {
    this.folder = folder;
    this.seconds = seconds;
    this.complaints = complaints;
  }

  /**
   * The pool of some networks; blocks while it is read.
   *
   * @throws ConfigException if an open pool has some of the addresses and not all
   */
  public synchronized FakeIpPool open(FakeIpSpec spec) throws ConfigException {
    for (var pool : pools) {
      if (pool.spec().sameRanges(spec)) {
        pool.users++;
        return pool;
      }
      for (var range : spec.ranges()) {
        if (pool.spec().ranges().stream().anyMatch(range::overlaps)) {
          throw new ConfigException(
              "dns.servers",
              "the fake addresses of "
                  + range
                  + " overlap with "
                  + text(pool.spec())
                  + " of another inbound; use the same networks or quite other ones");
        }
      }
    }
    var file =
        folder == null
            ? null
            : folder.resolve("fakeip-" + text(spec).replace('/', '_').replace(':', '.') + ".txt");
    var pool = new FakeIpPool(spec, file, seconds, complaints);
    pool.users = 1;
    pools.add(pool);
    return pool;
  }

  private static String text(FakeIpSpec spec) {
    return spec.ranges().stream().map(AddressRange::toString).collect(Collectors.joining("-"));
  }

  /** One user less. The last one leaves the file complete. */
  public synchronized void release(FakeIpPool pool) {
    if (--pool.users == 0) {
      pools.remove(pool);
      pool.close();
    }
  }

  /** Whether a pool is what a specification means. */
  public boolean isOf(FakeIpPool pool, FakeIpSpec spec) {
    return pool.spec().sameRanges(spec);
  }

  @Override
  public @Nullable String nameOf(InetAddress address) {
    return nameOf(address.getAddress());
  }

  /** The name behind an address; null if it is not one of ours. */
  public @Nullable String nameOf(byte[] ip) {
    for (var pool : pools) {
      if (pool.nameOf(ip) instanceof String name) {
        return name;
      }
    }
    return null;
  }

  /** Whether any open pool has an address. */
  public boolean isFake(byte[] ip) {
    for (var pool : pools) {
      if (pool.spec().contains(ip)) {
        return true;
      }
    }
    return false;
  }

  @Deactivate
  synchronized void close() {
    pools.forEach(FakeIpPool::close);
    pools.clear();
  }
}
