// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

/** A placeholder without a value that may be used; the message never holds one. */
final class UnknownSecretException extends Exception {

  private static final long serialVersionUID = 1L;

  UnknownSecretException(String message) {
    super(message, null, false, false);
  }
}
