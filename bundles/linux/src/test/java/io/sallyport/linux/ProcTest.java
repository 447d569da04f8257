// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sallyport.linux.internal.ProcStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcTest {

  @Test
  void readsTheEffectiveSet() throws Exception {
    assertThat(ProcStatus.effective("Name:\tjava\nCapEff:\t0000000000003000\nX: 1\n"))
        .isEqualTo(0x3000);
    assertThat(ProcStatus.effective("CapEff:\tffffffffffffffff")).isEqualTo(-1);
    assertThatIOException().isThrownBy(() -> ProcStatus.effective("CapEff:\txyz\n"));
    assertThatIOException().isThrownBy(() -> ProcStatus.effective(""));
    assertThat(ProcStatus.identity("         0          0 4294967295\n")).isTrue();
    assertThat(ProcStatus.identity("         0       1000          1\n")).isFalse();
  }

  @Test
  void aNamespaceOfOnesOwnHasTheCapabilities() throws Exception {
    OwnNamespace.run(ProcTest.class, "own");
  }

  static void own() throws Exception {
    var now = Capabilities.now();
    assertThat(now.has(Capability.NET_ADMIN)).isTrue();
    var forward = Sysctl.of("net", "ipv4", "ip_forward");
    assertThat(forward).hasToString("net.ipv4.ip_forward");
    forward.write("1");
    assertThat(forward.read()).contains("1");
    Sysctl.of(Family.INET4, "lo", "rp_filter").write("0");
    var ttl = Sysctl.of("net", "ipv4", "ip_default_ttl");
    ttl.write("123");
    assertThat(ttl.read()).contains("123");
    assertThat(Sysctl.of(Family.INET4, "absent.5", "rp_filter").read()).isEmpty();
    assertThatIOException()
        .isThrownBy(() -> Sysctl.of(Family.INET6, "eth0.5", "forwarding").write("1"))
        .withMessageContaining("net/ipv6/conf/eth0.5/forwarding=1");
  }

  @Test
  void noPathLeavesProcSys() {
    for (var bad : List.of("..", ".", "", "a/b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Sysctl.of("net", bad));
    }
  }

  @Test
  void aProgramThatHangsIsKilled() {
    var impatient = new Commands(List.of(), Duration.ofMillis(200));
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> impatient.run("sleep", "60"))
        .withMessageContaining("has not ended");
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Commands.HERE.run("no-such-program-here"))
        .withMessageContaining("installed?");
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Commands.HERE.run("sh", "-c", "echo why >&2; exit 3"))
        .satisfies(e -> assertThat(e.status()).isEqualTo(3))
        .withMessageEndingWith("ended with 3: why");
  }

  @Test
  void aProgramMayIgnoreWhatItIsTold() throws Exception {
    assertThat(Commands.HERE.run(List.of("true"), "x".repeat(1 << 20))).isEmpty();
    assertThat(Commands.HERE.run(List.of("cat"), "x".repeat(1 << 20))).hasSize(1 << 20);
  }
}
