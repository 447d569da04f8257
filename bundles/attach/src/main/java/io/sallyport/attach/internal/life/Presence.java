// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.linux.Interfaces;
import io.sallyport.linux.Link;
import io.sallyport.linux.SystemCallException;

/**
 * The interface of a name as it was at one moment: another one of the same name is another one.
 * Blocks shortly.
 *
 * @param index by which the kernel knows it; 0 if there was none
 */
public record Presence(String interfaceName, int index) {

  /** As it is now. */
  public static Presence now(String interfaceName) throws SystemCallException {
    return new Presence(interfaceName, Interfaces.find(interfaceName).map(Link::index).orElse(0));
  }

  /** Whether it was there. */
  public boolean there() {
    return index != 0;
  }

  /** Whether it is still so; also where the kernel does not tell. */
  public boolean lasts() {
    try {
      return now(interfaceName).index == index;
    } catch (SystemCallException e) {
      return true;
    }
  }
}
