// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.cell.CellOutput;
import io.sallyport.torcore.cell.DestroyReason;
import io.sallyport.torcore.link.CircuitReceiver;
import java.security.SecureRandom;

/**
 * A circuit of ours, hop by hop, and the streams on it. Make it with {@link
 * io.sallyport.torcore.link.LinkCircuits#open}, ask for the first hop, wait for {@link
 * CircuitEvent.HopAdded}, ask for the next one. It keeps no time: whoever builds a circuit also
 * gives up on it.
 */
public final class ClientCircuit implements CircuitReceiver {

  /**
   * A circuit without hops.
   *
   * @param id its id on the link
   * @param out where its cells go
   */
  public ClientCircuit(
      int id,
      CellOutput out,
      CircuitListener listener,
      CircuitParameters parameters,
      SecureRandom random) {
    throw new UnsupportedOperationException();
  }

  /** Its id on the link. */
  public int id() {
    throw new UnsupportedOperationException();
  }

  /** How many hops there are. */
  public int hops() {
    throw new UnsupportedOperationException();
  }

  /** Whether it has not ended. */
  public boolean isOpen() {
    throw new UnsupportedOperationException();
  }

  /** How many streams are open. */
  public int streams() {
    throw new UnsupportedOperationException();
  }

  /**
   * Asks for the first hop by CREATE_FAST, whose secrecy is that of the link alone: for a directory
   * circuit of one hop to a relay of which no onion key is known.
   */
  public void createFast() {
    throw new UnsupportedOperationException();
  }

  /** Asks for the first hop by ntor or ntor-v3. */
  public void create(HopSpec hop) {
    throw new UnsupportedOperationException();
  }

  /**
   * Asks for one hop more.
   *
   * @throws IllegalStateException if no hop is there yet, or one is being added, or too many are
   */
  public void extend(HopSpec hop) {
    throw new UnsupportedOperationException();
  }

  /**
   * Opens a stream through the last hop.
   *
   * @throws IllegalStateException if the circuit has ended, has no hop, or all stream ids are used
   */
  public CircuitStream begin(StreamTarget target, StreamListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Opens a stream to the directory server of the last hop; likewise. */
  public CircuitStream beginDirectory(StreamListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Has the last hop look up a name, or the name of an address given as {@code in-addr.arpa} or
   * {@code ip6.arpa}; likewise.
   */
  public CircuitStream resolve(String name, StreamListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Ends the circuit: its streams hear so, and the relays by DESTROY. */
  public void close(DestroyReason reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void receive(int command, byte[] body, int offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void linkClosed() {
    throw new UnsupportedOperationException();
  }
}
