// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.torclient.IsolationKey;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.directory.DirectoryManager;
import io.sallyport.torcore.guard.GuardSet;
import io.sallyport.torcore.guard.GuardState;
import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdoc.Digest256;
import io.sallyport.torcore.netdoc.Microdesc;
import io.sallyport.torcore.netdoc.Microdescs;
import io.sallyport.torcore.netdoc.SignedConsensus;
import io.sallyport.torcore.path.PathRules;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetDirPathsTest {

  private static final ExitNeed NEED = new ExitNeed(0, false, IsolationKey.SHARED, Set.of());

  private final SecureRandom random = new SecureRandom();
  private final GuardSet guards;
  private final NetDirPaths paths;

  NetDirPathsTest() throws Exception {
    var network = sample();
    var now = network.consensus().lifetime().validAfter();
    guards = new GuardSet(GuardState.EMPTY, () -> now, random);
    paths = new NetDirPaths(guards, PathRules.TESTING, random);
    paths.update(network);
  }

  private static byte[] file(String name) throws IOException {
    try (var in = DirectoryManager.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static NetDir sample() throws Exception {
    var microdescs = new HashMap<Digest256, Microdesc>();
    Microdescs.read(file("microdescs"), _ -> true)
        .entries()
        .forEach(entry -> microdescs.put(entry.microdesc().digest(), entry.microdesc()));
    return new NetDir(SignedConsensus.open(file("consensus-microdesc")).read(), microdescs::get);
  }

  private long failing() {
    return guards.guards().stream().filter(GuardSet.Status::failing).count();
  }

  @Test
  void aFailedFirstHopBlamesTheGuardAndNothingElseDoes() throws Exception {
    var path = paths.exit(NEED);
    paths.failed(path, 1);
    paths.failed(path, 2);
    paths.failed(path, 3);
    assertThat(failing()).isZero();
    paths.failed(path, 0);
    assertThat(guards.guards())
        .filteredOn(GuardSet.Status::failing)
        .singleElement()
        .satisfies(
            guard ->
                assertThat(guard.guard().rsa())
                    .isEqualTo(String.valueOf(path.first().identity().rsa())));
    paths.succeeded(path);
    assertThat(failing()).isZero();
  }

  @Test
  void withoutANetworkThereAreNoPathsAndNoneServes() throws Exception {
    var path = paths.exit(NEED);
    assertThat(paths.serves(path, NEED)).isTrue();
    assertThat(paths.serves(path, NEED.avoiding(path.exit().identity()))).isFalse();
    paths.lost();
    assertThat(paths.serves(path, NEED)).isFalse();
    assertThatExceptionOfType(TorException.class)
        .isThrownBy(() -> paths.exit(NEED))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_READY));
  }
}
