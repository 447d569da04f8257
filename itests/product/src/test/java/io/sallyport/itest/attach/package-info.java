// SPDX-License-Identifier: Apache-2.0
/**
 * Interfaces attached by the built product: a client, a gateway and a server in network namespaces
 * of their own, the kernel's own stack and real programs at both ends.
 */
@NullMarked
package io.sallyport.itest.attach;

import org.jspecify.annotations.NullMarked;
