// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

/**
 * What the product's own counters say of an interface.
 *
 * @param sessions that were begun
 * @param failed of those
 * @param bytes both ways
 */
record Carried(long sessions, long failed, long bytes) {

  static final Carried NOTHING = new Carried(0, 0, 0);

  Carried plus(Carried other) {
    return new Carried(sessions + other.sessions, failed + other.failed, bytes + other.bytes);
  }

  Carried minus(Carried other) {
    return new Carried(sessions - other.sessions, failed - other.failed, bytes - other.bytes);
  }
}
