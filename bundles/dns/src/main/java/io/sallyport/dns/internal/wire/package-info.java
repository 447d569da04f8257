// SPDX-License-Identifier: Apache-2.0
/**
 * DNS messages (RFC 1035 §4) as bytes: bounded readers of what clients and servers send, and what
 * we make. Netty's codec supplies types, codes and names of our own making; what arrives is read
 * here because it is passed on unchanged, pointers included, and because Netty's names let a label
 * hold a dot.
 */
@NullMarked
package io.sallyport.dns.internal.wire;

import org.jspecify.annotations.NullMarked;
