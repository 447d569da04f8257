// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Changes interfaces, by ip(8). Blocks; any thread but an event loop. */
public final class Links {

  private static final int MAX_NAME_BYTES = 15;

  private final Commands commands;

  /** In the network namespace of this process. */
  public Links() {
    this(Commands.HERE);
  }

  public Links(Commands commands) {
    this.commands = commands;
  }

  /**
   * The name, if the kernel would give it to an interface: 1 to 15 bytes, no slash, no colon, no
   * white space, not {@code .} or {@code ..}; nor one that ip(8) would take for an option.
   *
   * @throws IllegalArgumentException for any other
   */
  public static String requireName(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    boolean allowed =
        length > 0
            && length <= MAX_NAME_BYTES
            && !name.startsWith("-")
            && !name.equals(".")
            && !name.equals("..")
            && name.chars()
                .noneMatch(
                    c -> c <= ' ' || c == '/' || c == ':' || c == 0x7f || c == 0x85 || c == 0xa0);
    if (!allowed) {
      throw new IllegalArgumentException("not the name of an interface: \"" + name + '"');
    }
    return name;
  }

  /** Sets it up or down. */
  public void up(String name, boolean up) throws CommandException {
    set(name, up ? "up" : "down");
  }

  /** Sets the longest packet, in bytes. */
  public void mtu(String name, int mtu) throws CommandException {
    set(name, "mtu", Integer.toString(mtu));
  }

  /** Sets how many packets wait for the reader of a device. */
  public void queueLength(String name, int packets) throws CommandException {
    set(name, "txqueuelen", Integer.toString(packets));
  }

  /**
   * Gives it an address, if it does not have it.
   *
   * @param prefix {@code 198.18.0.1/30}, {@code fd00::1/64}; an IPv6 one is usable at once, without
   *     looking for its double
   */
  public void address(String name, String prefix) throws CommandException {
    if (!prefix.matches("[0-9a-fA-F:.]+/[0-9]{1,3}")) {
      throw new IllegalArgumentException("not an address with its length: " + prefix);
    }
    var command = new ArrayList<>(List.of("ip", "address", "replace", prefix, "dev", name));
    if (prefix.indexOf(':') >= 0) {
      command.add("nodad");
    }
    commands.run(command, null);
  }

  /** Takes it away. */
  public void delete(String name) throws CommandException {
    commands.run("ip", "link", "delete", "dev", requireName(name));
  }

  private void set(String name, String... words) throws CommandException {
    var command = new ArrayList<>(List.of("ip", "link", "set", "dev", requireName(name)));
    command.addAll(List.of(words));
    commands.run(command, null);
  }
}
