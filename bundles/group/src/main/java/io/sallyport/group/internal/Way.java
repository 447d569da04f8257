// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Outbound;

/** A member and the outbound that bears its tag at this moment. */
record Way(Member member, Outbound outbound) {}
