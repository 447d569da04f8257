// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

/**
 * A directory document is not what it should be. The message names the item and, where one is
 * known, its line; never more of the document than a keyword. Has no stack trace: it tells of the
 * document, not of the code.
 */
public final class NetdocException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** It ends too early. */
    TRUNCATED,
    /** It does not follow the grammar of documents (dir-spec §1.2). */
    SYNTAX,
    /** A required item is not there. */
    MISSING,
    /** An item stands where it may not, or twice. */
    MISPLACED,
    /** A value cannot be understood or contradicts another. */
    VALUE,
    /** It holds more than we are ready to hold. */
    TOO_LARGE,
    /** A digest or a signature is wrong. */
    BAD_SIGNATURE,
    /** It is of a kind or version that is not supported. */
    UNSUPPORTED
  }

  private final Kind kind;

  public NetdocException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
