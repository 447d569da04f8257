// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Schema;
import java.util.List;
import java.util.SortedMap;

/**
 * What a check says about one file.
 *
 * @param properties what would be configured, placeholders unfilled; empty for a disabled file
 * @param digest of the secrets filled in, to see that one changed; empty if there are none
 * @param errors why it must not be used
 * @param dangling outbounds that it names and nothing defines: an error in a new file, odd in one
 *     that is in force
 * @param remarks what is odd
 * @param references the outbounds that it names, each where it does
 * @param vetted whether there was a schema to check it against
 */
record Verdict(
    SortedMap<String, Object> properties,
    String digest,
    List<Finding> errors,
    List<Finding> dangling,
    List<Finding> remarks,
    List<Schema.Reference> references,
    boolean vetted) {}
