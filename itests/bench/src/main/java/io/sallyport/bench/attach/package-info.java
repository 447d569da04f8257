// SPDX-License-Identifier: Apache-2.0
/**
 * Attached interfaces beside the kernel's own forwarding: {@code mvn -Pbench verify
 * -Dbench.only=attach}.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>Each way of capturing has a rig of its own, a client, a gateway and a server in three
 *       network namespaces, and so has the kernel, which merely forwards; all rigs are alike and
 *       stand at the same time, so that rounds can be interleaved.
 *   <li>Bulk and datagrams are iperf3's, which costs less than any JVM would; connections and round
 *       trips are those of {@link io.sallyport.bench.attach.Caller} and {@link
 *       io.sallyport.bench.attach.Answerer}.
 *   <li>After each measurement the product is asked what its sessions have carried. A figure that
 *       did not go through it makes the run a failure: rules that fail open look fast.
 * </ul>
 */
@NullMarked
package io.sallyport.bench.attach;

import org.jspecify.annotations.NullMarked;
