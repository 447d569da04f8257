// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Many open streams to an echo, which mostly say nothing: what one counts while something else is
 * changed.
 */
public final class Crowd implements AutoCloseable {

  private static final int AT_ONCE = 32;

  private final List<Socket> members = new ArrayList<>();
  private int round;

  /** Opens so many of the same, a few at a time. */
  public static Crowd of(int size, Callable<Socket> dial) throws Exception {
    var crowd = new Crowd();
    var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
    try (threads) {
      var dials = new ArrayList<Callable<Socket>>();
      for (int i = 0; i < size; i++) {
        dials.add(dial);
      }
      for (var done : threads.invokeAll(dials)) {
        crowd.members.add(done.get());
      }
    } catch (ExecutionException e) {
      crowd.close();
      throw e;
    }
    return crowd;
  }

  /** How many there were. */
  public int size() {
    return members.size();
  }

  /** How many have eight bytes, which are theirs and new each time, sent back to them. */
  public int alive() {
    round++;
    for (int i = 0; i < members.size(); i++) {
      try {
        members.get(i).getOutputStream().write(word(i));
      } catch (IOException e) {
        continue; // is not alive, as reading will show
      }
    }
    int alive = 0;
    for (int i = 0; i < members.size(); i++) {
      try {
        byte[] back = members.get(i).getInputStream().readNBytes(8);
        alive += java.util.Arrays.equals(back, word(i)) ? 1 : 0;
      } catch (IOException e) {
        continue; // this one is not
      }
    }
    return alive;
  }

  private byte[] word(int member) {
    return ByteBuffer.allocate(8).putInt(round).putInt(member).array();
  }

  /** How many end, in whatever way; waits for each as long as its read timeout allows. */
  public int ended() {
    int ended = 0;
    for (var member : members) {
      try {
        ended += member.getInputStream().read() == -1 ? 1 : 0;
      } catch (java.net.SocketTimeoutException e) {
        continue; // goes on
      } catch (IOException e) {
        ended++;
      }
    }
    return ended;
  }

  @Override
  public void close() throws IOException {
    for (var member : members) {
      member.close();
    }
  }
}
