// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What stands for a parameter in a usage line, and how it is completed. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Value {

  /** Its name in a usage line: {@code TAG}. */
  String value();

  /** Where its candidates come from. */
  Kind kind() default Kind.FREE;

  /** Its candidates, for {@link Kind#WORDS}. */
  String[] words() default {};

  /** Whether it may be left out; only the last parameter. */
  boolean optional() default false;

  /** Sources of candidates. */
  enum Kind {
    /** Anything. */
    FREE,
    /** {@link Value#words()}. */
    WORDS,
    /** Tags of inbounds. */
    INBOUND,
    /** Tags of outbounds. */
    OUTBOUND,
    /** Ids of live sessions. */
    SESSION,
    /** PIDs that files may have. */
    PID,
    /** Files, seen from the client's directory. */
    FILE
  }
}
