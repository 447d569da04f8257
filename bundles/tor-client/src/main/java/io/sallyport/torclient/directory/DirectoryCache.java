// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.Digest256;
import io.sallyport.torcore.netdoc.NetdocException;
import io.sallyport.torcore.netdoc.RouterStatus;
import io.sallyport.torcore.netdoc.SignatureVerdict;
import io.sallyport.torcore.netdoc.SignedConsensus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The directory on disk, in the form in which it is fetched. What is read back is verified as if it
 * came from a stranger: whatever is over, broken or not signed is left out, and written anew when
 * something better has come.
 */
final class DirectoryCache {

  private static final String CONSENSUS = "consensus-microdesc";
  private static final String CERTIFICATES = "certificates";
  private static final String MICRODESCS = "microdescs";
  private static final int MAX_CERTIFICATES = 4 * 1024 * 1024;
  private static final int MAX_MICRODESCS = 64 * 1024 * 1024;

  private final @Nullable PrivateFiles files;
  private final Consumer<String> warnings;

  /**
   * In a directory.
   *
   * @param directory null keeps nothing
   */
  DirectoryCache(@Nullable Path directory, Consumer<String> warnings) {
    this.files = directory == null ? null : new PrivateFiles(directory);
    this.warnings = warnings;
  }

  /** Reads what is there and good into an empty store. */
  void load(DirectoryStore store, Set<RsaIdentity> authorities, Instant now) {
    if (files == null) {
      return;
    }
    try {
      store.addCertificates(files.read(CERTIFICATES, MAX_CERTIFICATES), authorities);
      byte[] data = files.read(CONSENSUS, SignedConsensus.MAX_LENGTH);
      if (data.length == 0) {
        return;
      }
      var signed = SignedConsensus.open(data);
      if (!signed.lifetime().isReasonablyLive(now)
          || !(signed.check(authorities, store::certificate, now)
              instanceof SignatureVerdict.Trusted)) {
        return;
      }
      var consensus = signed.read();
      store.setConsensus(signed, consensus);
      var wanted = new HashSet<Digest256>();
      for (RouterStatus relay : consensus.relays()) {
        wanted.add(relay.microdesc());
      }
      store.addMicrodescs(files.read(MICRODESCS, MAX_MICRODESCS), wanted);
    } catch (NetdocException | IOException e) {
      warnings.accept("the directory on disk is not used: " + e.getMessage());
    }
  }

  /** Writes a consensus and the certificates that vouch for it. */
  void saveConsensus(DirectoryStore store) {
    save(CERTIFICATES, store.certificateTexts());
    save(CONSENSUS, store.consensusText());
  }

  /** Writes the microdescriptors. */
  void saveMicrodescs(DirectoryStore store) {
    save(MICRODESCS, store.microdescTexts());
  }

  private void save(String name, byte[] data) {
    if (files == null) {
      return;
    }
    try {
      files.write(name, data);
    } catch (IOException e) {
      warnings.accept("the directory cannot be kept on disk: " + e);
    }
  }
}
