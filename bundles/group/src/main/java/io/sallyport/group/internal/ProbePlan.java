// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import java.time.Duration;

/**
 * When and how members are probed; immutable.
 *
 * @param interval from round to round, give or take a tenth
 * @param timeout of one probe, connecting included
 * @param idleTimeout after so long without a flow probing stops, if it is lazy
 * @param lazy whether it stops and starts with use
 */
record ProbePlan(
    ProbeTarget target, Duration interval, Duration timeout, Duration idleTimeout, boolean lazy) {}
