// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

/**
 * A random value on which the authorities have agreed for a day (srv-spec §4.4).
 *
 * @param reveals how many authorities took part
 * @param value the value
 */
public record SharedRandom(int reveals, Digest256 value) {

  static SharedRandom read(Items item) throws NetdocException {
    return new SharedRandom(
        (int) Field.number(item, 0, 0, 65535),
        Digest256.of(Field.base64(item, 1, Digest256.LENGTH)));
  }
}
