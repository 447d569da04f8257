// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.attach.internal.rules.GuardRules;
import io.sallyport.attach.internal.rules.Plans;
import io.sallyport.attach.internal.settings.CaptureType;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.attach.internal.tun.TunNames;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Commands;
import io.sallyport.linux.Family;
import io.sallyport.linux.NftTable;
import io.sallyport.linux.Nftables;
import io.sallyport.linux.Routing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** The guards that stand in this network namespace, by whomever they were set. Blocks. */
public final class Guards {

  private static final String PREFIX = Plans.guard("").name();
  private static final String CAPTURE_PREFIX = Plans.capture("").name();

  private Guards() {}

  /** The interfaces that have a guard. */
  public static List<String> standing(Nftables nft) throws CommandException {
    var names = new ArrayList<String>();
    for (var table : nft.tables()) {
      if (table.family().equals("inet") && table.name().startsWith(PREFIX)) {
        var name = interfaceName(table);
        if (!name.isEmpty()) {
          names.add(name);
        }
      }
    }
    return names.stream().sorted().toList();
  }

  /**
   * The body of an interface's guard.
   *
   * @param indexes that the interface has or had
   */
  static String body(InterfaceSettings settings, Collection<Integer> indexes) {
    var name = settings.interfaceName();
    var devices = settings.type() == CaptureType.TUN ? TunNames.devices(name) : List.<String>of();
    return GuardRules.of(name, indexes, settings.ping(), settings.gatewayPorts(), devices);
  }

  /** The guard as a script of nft, for somebody who wants it to stand before we do. */
  public static String script(InterfaceSettings settings) {
    var table = Plans.guard(settings.interfaceName());
    return "add table %1$s\ndelete table %1$s\ntable %1$s {\n%2$s}\n"
        .formatted(table, body(settings, List.of()));
  }

  /** The interface of a guard's table; empty for what is none of ours. */
  static String interfaceName(NftTable table) {
    var coded = table.name().substring(PREFIX.length());
    var bytes = new byte[coded.length()];
    int length = 0;
    for (int i = 0; i < coded.length(); i++) {
      if (coded.charAt(i) != '_') {
        bytes[length++] = (byte) coded.charAt(i);
      } else if (i + 2 < coded.length()
          && HexFormat.isHexDigit(coded.charAt(i + 1))
          && HexFormat.isHexDigit(coded.charAt(i + 2))) {
        bytes[length++] = (byte) HexFormat.fromHexDigits(coded, i + 1, i + 3);
        i += 2;
      } else {
        return "";
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Takes away what stands for an interface, the guard last, and what no other needs. */
  public static void open(Nftables nft, Routing routing, List<Family> families, String name)
      throws CommandException {
    nft.delete(Plans.capture(name));
    boolean last =
        nft.tables().stream().noneMatch(table -> table.name().startsWith(CAPTURE_PREFIX));
    if (last) {
      routing.remove(Plans.deliver(families));
    }
    boolean lastGuard = standing(nft).stream().allMatch(name::equals);
    routing.remove(lastGuard ? Plans.lock(name, families) : Plans.unlock(name, families));
    PortGuard.open(nft, name);
    nft.delete(Plans.guard(name));
    if (lastGuard) {
      DeadEnd.closeAll(Commands.HERE, families);
    }
  }
}
