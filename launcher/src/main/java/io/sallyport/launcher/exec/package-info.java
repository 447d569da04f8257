// SPDX-License-Identifier: Apache-2.0
/**
 * {@code sallyport exec}: one program in a network namespace of its own, from which nothing leads
 * but a veth pair whose other end the running instance has attached.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>The pair stays down until the instance says that it captures: there is no moment at which
 *       the program could send anything that is not a session.
 *   <li>Nothing must be undone: the namespace lives as long as a process that reads from us, the
 *       pair as long as the namespace, the program as long as this process (PDEATHSIG), and the
 *       attachment as long as our connection to the instance.
 *   <li>Ways around the namespace that lie in the file system are covered: name services that are
 *       asked by Unix sockets (resolved, nscd, avahi) would look names up in clear.
 * </ul>
 */
@NullMarked
package io.sallyport.launcher.exec;

import org.jspecify.annotations.NullMarked;
