// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.sallyport.dns.internal.wire.Question;

/**
 * What a server is asked: all that may make its answer another one.
 *
 * @param dnssecOk whether signatures are wanted
 * @param checkingDisabled whether what fails validation is wanted
 */
public record Ask(Question question, boolean dnssecOk, boolean checkingDisabled) {}
