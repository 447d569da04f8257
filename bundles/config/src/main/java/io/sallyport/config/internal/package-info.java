// SPDX-License-Identifier: Apache-2.0
/**
 * Configuration files: from text in a watched folder to configurations in Config Admin.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>Parsing, checking, delivery and the ledger of generations are pure; {@link
 *       io.sallyport.config.internal.ConfigInstaller} is the edge that has a thread, a log and
 *       Config Admin.
 *   <li>One thread owns all state. FileInstall, arriving schemas and arriving outbounds only leave
 *       a note for it, so nothing here is ever called with a lock held, and files that come
 *       together are judged together: their order does not matter.
 *   <li>The parser is our own: gson's reader accepts comments only together with every other
 *       leniency, and does not tell where a value begins. Gson writes the nested texts, and is the
 *       oracle in the tests.
 *   <li>What is in the store of Config Admin still has its placeholders; secrets are put in on the
 *       way to a component, by {@link io.sallyport.config.internal.SecretPlugin}.
 * </ul>
 */
@NullMarked
package io.sallyport.config.internal;

import org.jspecify.annotations.NullMarked;
