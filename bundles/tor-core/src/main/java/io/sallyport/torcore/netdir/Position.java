// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

/**
 * A place in which relays are used. To each belong the weights for relays that are only guards,
 * only exits, both, and neither (dir-spec §3.8.3).
 */
public enum Position {
  GUARD("Wgg", "", "Wgd", "Wgm"),
  MIDDLE("Wmg", "Wme", "Wmd", "Wmm"),
  EXIT("Weg", "Wee", "Wed", "Wem"),
  /** Asked for directory documents by a circuit of one hop. */
  DIRECTORY("Wbg", "Wbe", "Wbd", "Wbm");

  final String guards;
  final String exits;
  final String both;
  final String others;

  Position(String guards, String exits, String both, String others) {
    this.guards = guards;
    this.exits = exits;
    this.both = both;
    this.others = others;
  }
}
