// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.cell.CellHandler;
import io.sallyport.torcore.cell.CellOutput;

/** The owner of a link that is being made. */
public interface LinkListener extends CellOutput {

  /**
   * The handshake is done; our NETINFO has been written.
   *
   * @return what takes all further cells, such as a {@link LinkCircuits}
   */
  CellHandler established(LinkEstablished established);
}
