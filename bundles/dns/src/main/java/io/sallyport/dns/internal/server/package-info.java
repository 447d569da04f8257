// SPDX-License-Identifier: Apache-2.0
/**
 * Who answers: servers reached through outbounds, resolvers of outbounds, this machine, fake
 * addresses. What speaks to another machine has a loop of its own, on which all its connections and
 * all its state live; answers are handed to the asker's loop.
 */
@NullMarked
package io.sallyport.dns.internal.server;

import org.jspecify.annotations.NullMarked;
