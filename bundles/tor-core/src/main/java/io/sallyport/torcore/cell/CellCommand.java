// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

/** The commands of cells (tor-spec §3). A number that is not here may come and is ignored. */
public final class CellCommand {

  public static final int PADDING = 0;
  public static final int RELAY = 3;
  public static final int DESTROY = 4;
  public static final int CREATE_FAST = 5;
  public static final int CREATED_FAST = 6;
  public static final int VERSIONS = 7;
  public static final int NETINFO = 8;
  public static final int RELAY_EARLY = 9;
  public static final int CREATE2 = 10;
  public static final int CREATED2 = 11;
  public static final int PADDING_NEGOTIATE = 12;
  public static final int VPADDING = 128;
  public static final int CERTS = 129;
  public static final int AUTH_CHALLENGE = 130;
  public static final int AUTHENTICATE = 131;

  private CellCommand() {}

  /** Whether a cell of this command carries its own length. */
  public static boolean isVariable(int command) {
    return command == VERSIONS || command >= 128;
  }

  /** Name for logs; the number if there is none. */
  public static String name(int command) {
    return switch (command) {
      case PADDING -> "PADDING";
      case RELAY -> "RELAY";
      case DESTROY -> "DESTROY";
      case CREATE_FAST -> "CREATE_FAST";
      case CREATED_FAST -> "CREATED_FAST";
      case VERSIONS -> "VERSIONS";
      case NETINFO -> "NETINFO";
      case RELAY_EARLY -> "RELAY_EARLY";
      case CREATE2 -> "CREATE2";
      case CREATED2 -> "CREATED2";
      case PADDING_NEGOTIATE -> "PADDING_NEGOTIATE";
      case VPADDING -> "VPADDING";
      case CERTS -> "CERTS";
      case AUTH_CHALLENGE -> "AUTH_CHALLENGE";
      case AUTHENTICATE -> "AUTHENTICATE";
      default -> "command " + command;
    };
  }
}
