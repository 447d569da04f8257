// SPDX-License-Identifier: Apache-2.0
/**
 * Streams as Netty channels. A stream has two ends in this process: the {@link
 * io.sallyport.torclient.stream.TorStreamChannel} on the loop of whoever uses it, and the {@link
 * io.sallyport.torclient.stream.StreamLeg} on the loop of its link. They hand over in batches, and
 * both directions are bounded: downwards by the stream's window, which is renewed only by what the
 * user has read; upwards by a credit, which is given back when bytes have become cells.
 */
@NullMarked
package io.sallyport.torclient.stream;

import org.jspecify.annotations.NullMarked;
