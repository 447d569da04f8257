// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.Outbound;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a file says: {@code <kind>.cfg.json}, or {@code <kind>~<instance>.cfg.json} for
 * one of several.
 *
 * @param kind PID or factory PID, which finds the schema
 * @param instance what stands after {@code ~}; null for a PID of which there is one only
 */
record FileName(String kind, @Nullable String instance) {

  static final String SUFFIX = ".cfg.json";

  private static final Pattern KIND = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  /** {@code |} separates target bundles in a PID (Compendium §104.3.2). */
  private static final Pattern INSTANCE = Pattern.compile("[^\\p{Cntrl}|/\\\\]{1,200}");

  /**
   * Takes a name apart.
   *
   * @throws IllegalArgumentException with what the name should be like
   */
  static FileName of(String name) {
    String pid = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    int tilde = pid.indexOf('~');
    var result =
        tilde < 0
            ? new FileName(pid, null)
            : new FileName(pid.substring(0, tilde), pid.substring(tilde + 1));
    if (!KIND.matcher(result.kind).matches()
        || (result.instance != null && !INSTANCE.matcher(result.instance).matches())) {
      throw new IllegalArgumentException(
          "a file is named <pid>.cfg.json or <pid>~<name>.cfg.json, such as"
              + " io.sallyport.socks~lab.cfg.json");
    }
    return result;
  }

  /** The PID in Config Admin. */
  String pid() {
    return instance == null ? kind : kind + "~" + instance;
  }

  /** Whether such a file makes an outbound. */
  boolean outbound() {
    return kind.startsWith(Outbound.PID_PREFIX);
  }
}
