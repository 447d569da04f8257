// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

/** The commands of relay cells (tor-spec §6.1) that a client has to know. */
public final class RelayCommand {

  public static final int BEGIN = 1;
  public static final int DATA = 2;
  public static final int END = 3;
  public static final int CONNECTED = 4;
  public static final int SENDME = 5;
  public static final int EXTEND = 6;
  public static final int EXTENDED = 7;
  public static final int TRUNCATE = 8;
  public static final int TRUNCATED = 9;
  public static final int DROP = 10;
  public static final int RESOLVE = 11;
  public static final int RESOLVED = 12;
  public static final int BEGIN_DIR = 13;
  public static final int EXTEND2 = 14;
  public static final int EXTENDED2 = 15;
  public static final int CONFLUX_LINK = 19;
  public static final int CONFLUX_LINKED = 20;
  public static final int CONFLUX_LINKED_ACK = 21;
  public static final int CONFLUX_SWITCH = 22;
  public static final int PADDING_NEGOTIATE = 41;
  public static final int PADDING_NEGOTIATED = 42;
  public static final int XOFF = 43;
  public static final int XON = 44;

  private RelayCommand() {}

  /** Name for logs; the number if there is none. */
  public static String name(int command) {
    return switch (command) {
      case BEGIN -> "BEGIN";
      case DATA -> "DATA";
      case END -> "END";
      case CONNECTED -> "CONNECTED";
      case SENDME -> "SENDME";
      case EXTEND -> "EXTEND";
      case EXTENDED -> "EXTENDED";
      case TRUNCATE -> "TRUNCATE";
      case TRUNCATED -> "TRUNCATED";
      case DROP -> "DROP";
      case RESOLVE -> "RESOLVE";
      case RESOLVED -> "RESOLVED";
      case BEGIN_DIR -> "BEGIN_DIR";
      case EXTEND2 -> "EXTEND2";
      case EXTENDED2 -> "EXTENDED2";
      case XOFF -> "XOFF";
      case XON -> "XON";
      default -> "relay command " + command;
    };
  }
}
