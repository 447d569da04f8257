// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.NftJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The programmer of nftables, by nft(8). A script is one transaction of the kernel: all of it comes
 * into force at one moment, or none of it. Blocks; any thread but an event loop.
 */
public final class Nftables {

  /** The kernel takes 128 KiB in one argument; characters of ours are of one byte. */
  private static final int MAX_ARGUMENT = 120_000;

  private final Commands commands;

  /** In the network namespace of this process. */
  public Nftables() {
    this(Commands.HERE);
  }

  public Nftables(Commands commands) {
    this.commands = commands;
  }

  /**
   * Applies a script in one transaction.
   *
   * @throws CommandException with nft's own words, which name line and column
   */
  public void apply(String script) throws CommandException {
    nft(List.of("nft", "-f", "-"), script);
  }

  /** Lets nft and the kernel look at a script without applying it. */
  public void check(String script) throws CommandException {
    nft(List.of("nft", "-c", "-f", "-"), script);
  }

  /**
   * Puts a table in the place of whatever has its name, in one transaction: no packet ever meets
   * neither or both. Then reads it back and compares it with what the kernel said it took.
   *
   * @param body what stands between the braces of the table
   * @return what the kernel holds, to be compared with {@link #find} later
   * @throws CommandException for a script that is refused (the old table stays) or longer than
   *     120,000 characters, or if somebody else has changed the table since
   */
  public NftListing replace(NftTable table, String body) throws CommandException {
    return replaceAll(Map.of(table, body)).getFirst();
  }

  /** The same for several tables in one transaction; listings in the order of the map. */
  public List<NftListing> replaceAll(Map<NftTable, String> bodies) throws CommandException {
    var script = new StringBuilder();
    bodies.forEach(
        (table, body) -> {
          appendDeletion(script, table);
          script.append("table ").append(table).append(" {\n").append(body).append("\n}\n");
        });
    var echo = echo(script.toString());
    var listings = new ArrayList<NftListing>();
    for (var table : bodies.keySet()) {
      listings.add(confirmed(table, echo));
    }
    return listings;
  }

  /**
   * Where JSON is asked for, nft reads its input once to see whether that is JSON and once more as
   * a script; of a pipe nothing is left then. A file could not be written when the disk is full,
   * and guards must be set then too: so the script is an argument.
   */
  private String echo(String script) throws CommandException {
    if (script.length() > MAX_ARGUMENT) {
      throw new CommandException(
          List.of("nft", "-j", "-e"), -1, "a script of " + script.length() + " bytes", null);
    }
    try {
      return nft(List.of("nft", "-j", "-e", script), null);
    } catch (CommandException e) {
      // Of an argument nft does not tell the line; of the same script as input it does.
      check(script);
      throw e;
    }
  }

  private NftListing confirmed(NftTable table, String echo) throws CommandException {
    var taken = NftJson.listing(table, echo);
    var held = find(table).orElse(null);
    if (held == null || !held.same(taken)) {
      throw new CommandException(
          List.of("nft", "list", "table", table.family(), table.name()),
          -1,
          "the table is not what was written into it",
          "somebody else changes it: a firewall manager that flushes the whole ruleset?");
    }
    return held;
  }

  private static void appendDeletion(StringBuilder script, NftTable table) {
    // Adding first makes deleting succeed whether or not the table was there.
    script.append("add table ").append(table).append('\n');
    script.append("delete table ").append(table).append('\n');
  }

  /** What a table holds now; empty if there is none of its name. */
  public Optional<NftListing> find(NftTable table) throws CommandException {
    if (!tables().contains(table)) {
      return Optional.empty();
    }
    var list = List.of("nft", "-j", "list", "table", table.family(), table.name());
    return Optional.of(NftJson.listing(table, nft(list, null)));
  }

  /** Every table, also those of others. */
  public List<NftTable> tables() throws CommandException {
    return NftJson.tables(nft(List.of("nft", "-j", "list", "tables"), null));
  }

  /** Takes tables away in one transaction; those that are not there are no error. */
  public void delete(NftTable... tables) throws CommandException {
    var script = new StringBuilder();
    for (var table : tables) {
      appendDeletion(script, table);
    }
    apply(script.toString());
  }

  /**
   * An interface name as a string of nft's language.
   *
   * @throws IllegalArgumentException for a name that the kernel would not give to an interface, or
   *     that has a meaning in nft ({@code *}) or would end the string
   */
  public static String quote(String interfaceName) {
    Links.requireName(interfaceName);
    if (interfaceName.chars().anyMatch(c -> c == '"' || c == '*' || c == '\\' || c < ' ')) {
      throw new IllegalArgumentException("not an interface name for rules: " + interfaceName);
    }
    return '"' + interfaceName + '"';
  }

  private String nft(List<String> command, @Nullable String script) throws CommandException {
    return commands.run(command, script);
  }
}
