// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.io.IOException;

/** A client does not keep to the protocol; the message is for its author. */
public final class ProtocolException extends IOException {

  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}
