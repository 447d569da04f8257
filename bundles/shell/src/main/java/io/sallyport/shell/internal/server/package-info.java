// SPDX-License-Identifier: Apache-2.0
/**
 * The door through which {@code bin/sallyport shell} reaches the running instance: a Unix-domain
 * socket that only its owner may open.
 *
 * <p>Where it is: the first line of {@code <home>/run/shell.path} if that file exists, else {@code
 * <home>/run/shell.sock}. The mode of the file, 0600, is the whole of the authentication; it has
 * that mode before it has that name.
 *
 * <p>What is spoken: lines of UTF-8, each one JSON object. A client sends
 *
 * <ul>
 *   <li><code>{"run": "session:list --json", "width": 100, "color": true, "cwd": "/root"}</code>,
 *       of which only {@code run} is required; answered by any number of <code>{"out": "text"}
 *       </code> and <code>{"err": "text"}</code>, then <code>{"end": 0}</code> with the exit
 *       status: 0 done, 1 failed, 2 asked wrongly, 130 interrupted. One command at a time.
 *   <li><code>{"interrupt": true}</code>: interrupts the command that runs, if one does. Closing
 *       the connection does so too.
 *   <li><code>{"complete": "session:li", "cursor": 10, "cwd": "/root"}</code>; answered by <code>
 *       {"from": 0, "candidates": [{"value": "session:list", "doc": "lists..."}]}</code>, where
 *       {@code from} is where the word begins that each value would replace.
 * </ul>
 *
 * What a server cannot serve it answers with <code>{"error": "why"}</code>, and hangs up. Members
 * that one side does not know it passes over.
 *
 * <p>Bounds: {@link io.sallyport.shell.internal.server.ShellServer#MOST_CLIENTS} connections,
 * {@link io.sallyport.shell.internal.server.LineInput#LONGEST} bytes in a line, and {@link
 * io.sallyport.shell.internal.server.Outbox#MOST} characters that a client has not yet read; a
 * command that writes more than that waits.
 */
@NullMarked
package io.sallyport.shell.internal.server;

import org.jspecify.annotations.NullMarked;
