// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torcore.netdoc.AuthorityCertificate;
import io.sallyport.torcore.netdoc.Consensus;
import io.sallyport.torcore.netdoc.Digest256;
import io.sallyport.torcore.netdoc.Microdesc;
import io.sallyport.torcore.netdoc.Microdescs;
import io.sallyport.torcore.netdoc.RouterStatus;
import io.sallyport.torcore.netdoc.SignedConsensus;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Verified documents with their texts. For the directory's thread. */
final class DirectoryStore {

  private static final int MAX_CERTIFICATES = 256;

  private final Map<AuthorityCertificate.Id, Text<AuthorityCertificate>> certificates =
      new HashMap<>();
  private final Map<Digest256, Text<Microdesc>> microdescs = new HashMap<>();
  private @Nullable SignedConsensus signed;
  private @Nullable Consensus consensus;

  private record Text<T>(T value, byte[] text) {}

  @Nullable AuthorityCertificate certificate(AuthorityCertificate.Id id) {
    var known = certificates.get(id);
    return known == null ? null : known.value;
  }

  @Nullable Consensus consensus() {
    return consensus;
  }

  @Nullable Microdesc microdesc(Digest256 digest) {
    var known = microdescs.get(digest);
    return known == null ? null : known.value;
  }

  /**
   * Takes certificates of these authorities.
   *
   * @return how many were new
   */
  int addCertificates(byte[] data, Collection<?> authorities) {
    int before = certificates.size();
    for (var entry : AuthorityCertificate.readAll(data).entries()) {
      var certificate = entry.certificate();
      if (authorities.contains(certificate.authority()) && certificates.size() < MAX_CERTIFICATES) {
        certificates.putIfAbsent(
            certificate.id(), new Text<>(certificate, text(data, entry.offset(), entry.length())));
      }
    }
    return certificates.size() - before;
  }

  /**
   * Takes a consensus that has been verified, and forgets microdescriptors that it does not name.
   */
  void setConsensus(SignedConsensus verified, Consensus read) {
    signed = verified;
    consensus = read;
    var named = new HashSet<Digest256>();
    for (RouterStatus relay : read.relays()) {
      named.add(relay.microdesc());
    }
    microdescs.keySet().retainAll(named);
  }

  /**
   * Takes those microdescriptors that are wanted.
   *
   * @return those that came
   */
  Set<Digest256> addMicrodescs(byte[] data, Set<Digest256> wanted) {
    var came = new HashSet<Digest256>();
    for (var entry : Microdescs.read(data, wanted::contains).entries()) {
      var digest = entry.microdesc().digest();
      microdescs.put(
          digest, new Text<>(entry.microdesc(), text(data, entry.offset(), entry.length())));
      came.add(digest);
    }
    return came;
  }

  byte[] consensusText() {
    return signed == null ? new byte[0] : signed.data();
  }

  byte[] certificateTexts() {
    return join(certificates.values());
  }

  byte[] microdescTexts() {
    return join(microdescs.values());
  }

  private static byte[] text(byte[] data, int offset, int length) {
    return Arrays.copyOfRange(data, offset, offset + length);
  }

  private static <T> byte[] join(Collection<Text<T>> texts) {
    var all = new ByteArrayOutputStream();
    texts.forEach(one -> all.writeBytes(one.text));
    return all.toByteArray();
  }
}
