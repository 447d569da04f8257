// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import io.sallyport.attach.internal.rules.Marks;
import io.sallyport.linux.IpRule;
import io.sallyport.linux.Offload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The keys that only {@code "type": "tun"} has.
 *
 * @param offloads what is asked of the kernel
 * @param queues descriptors, each with a thread of its own
 * @param maxConnections TCP connections of each family that the device remembers
 * @param uids users of this machine whose packets are captured
 * @param marks fwmarks of packets of this machine that are captured
 */
public record TunKeys(
    Set<Offload> offloads,
    int queues,
    int maxConnections,
    List<IpRule.Uids> uids,
    List<Integer> marks) {

  private static final Key<Boolean> GSO =
      Key.bool(
              "gso",
              "type tun: takes packets of up to 64 KiB from the kernel and hands them back uncut;"
                  + " false for kernels that mishandle them")
          .or("true");
  private static final Key<Integer> QUEUES =
      Key.integer("queues", "type tun: queues of the device, each with a thread", 1, 16).or("1");
  private static final Key<Integer> MAX_CONNECTIONS =
      Key.integer(
              "nat_size",
              "type tun: TCP connections that the device remembers, of each family; one is"
                  + " remembered for 70 s after its end",
              64,
              DeviceAddresses.NUMBERS)
          .or("262144");

  private static final Key<List<String>> INCLUDE_UID =
      Key.strings(
          "include_uid",
          "type tun: users of this machine whose programs are captured too, such as 1000 or"
              + " 2000-2999");
  private static final Key<List<String>> INCLUDE_MARK =
      Key.strings(
          "include_mark",
          "type tun: fwmarks of packets of this machine that are captured too, such as 42 or 0x2a");

  /** For the schema. */
  public static final List<Key<?>> KEYS =
      List.of(GSO, QUEUES, MAX_CONNECTIONS, INCLUDE_UID, INCLUDE_MARK);

  public TunKeys {
    uids = List.copyOf(uids);
    marks = List.copyOf(marks);
  }

  /** From an interface's file. */
  public static TunKeys of(Settings settings) throws ConfigException {
    var problems = new ArrayList<ConfigProblem>();
    var keys =
        new TunKeys(
            settings.get(GSO) ? Offload.ALL : Set.of(),
            settings.get(QUEUES),
            settings.get(MAX_CONNECTIONS),
            read(settings, INCLUDE_UID, TunKeys::uids, problems),
            read(settings, INCLUDE_MARK, TunKeys::mark, problems));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return keys;
  }

  /** Whether packets of this machine are captured. */
  boolean local() {
    return !uids.isEmpty() || !marks.isEmpty();
  }

  private static <T> List<T> read(
      Settings settings,
      Key<List<String>> key,
      Function<String, T> reader,
      List<ConfigProblem> problems) {
    var values = new ArrayList<T>();
    var texts = settings.find(key);
    for (int i = 0; texts != null && i < texts.size(); i++) {
      try {
        values.add(reader.apply(texts.get(i)));
      } catch (IllegalArgumentException e) {
        problems.add(
            new ConfigProblem(
                key.name() + "[" + i + "]", "\"" + texts.get(i) + "\" is none: " + key.doc()));
      }
    }
    return values;
  }

  private static IpRule.Uids uids(String text) {
    int dash = text.indexOf('-');
    return dash < 0
        ? new IpRule.Uids(Long.parseLong(text), Long.parseLong(text))
        : new IpRule.Uids(
            Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
  }

  private static int mark(String text) {
    long value = Long.decode(text);
    if (value < 1 || value > 0xffff_ffffL || (value & Marks.MASK) == Marks.OWN) {
      throw new IllegalArgumentException("not a mark of others");
    }
    return (int) value;
  }
}
