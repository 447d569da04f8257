// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import java.util.Set;

/** Whether enough of the authorities that we know have signed a consensus. */
public sealed interface SignatureVerdict {

  /**
   * More than half of them have.
   *
   * @param by who has, with a signature that is good
   */
  record Trusted(Set<RsaIdentity> by) implements SignatureVerdict {}

  /**
   * It cannot be told yet: with these certificates there might be enough.
   *
   * @param missing which we lack, or hold only expired
   * @param good how many signatures are good
   * @param needed how many would be enough
   */
  record NeedsCertificates(Set<AuthorityCertificate.Id> missing, int good, int needed)
      implements SignatureVerdict {}

  /**
   * They have not, and no certificate would change that.
   *
   * @param why for people: how many signatures are good, wrong, unknown
   */
  record Refused(String why) implements SignatureVerdict {}
}
