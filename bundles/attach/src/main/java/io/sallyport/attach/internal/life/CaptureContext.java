// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.api.Transport;
import io.sallyport.attach.internal.entry.DnsStreams;
import io.sallyport.attach.internal.entry.Entrance;
import java.util.function.BooleanSupplier;
import org.osgi.service.log.Logger;

/**
 * What a {@link Capture} works with.
 *
 * @param entrance where flows go
 * @param dnsStreams connections on which DNS is answered
 * @param guarded whether the guard is in force, without which nothing may be sent in the name of a
 *     client
 */
public record CaptureContext(
    Transport transport,
    Entrance entrance,
    DnsStreams dnsStreams,
    BooleanSupplier guarded,
    Logger log) {}
