// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

/** What has happened to an interface. */
public sealed interface LinkEvent {

  /** The interface as it is now, or as it was last. */
  Link link();

  /** It is there; also said once of each that was there at the start. */
  record Added(Link link) implements LinkEvent {}

  /** Its name, flags, MTU, master or addresses are others. */
  record Changed(Link before, Link link) implements LinkEvent {

    /** Whether it has another name. */
    public boolean renamed() {
      return !before.name().equals(link.name());
    }
  }

  /** It is gone. */
  record Removed(Link link) implements LinkEvent {}
}
