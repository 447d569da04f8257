// SPDX-License-Identifier: Apache-2.0
/**
 * Connections to relays: TLS, the link handshake, re-use, and the batches in which cells go out.
 *
 * <p>A {@link io.sallyport.torclient.link.Link} and everything on it belongs to the event loop of
 * its connection. Cells are decrypted where TLS left them; what leaves is gathered into buffers of
 * 31 cells, which is one TLS record.
 */
@NullMarked
package io.sallyport.torclient.link;

import org.jspecify.annotations.NullMarked;
