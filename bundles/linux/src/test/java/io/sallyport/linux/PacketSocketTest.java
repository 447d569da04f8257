// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacketSocketTest {

  @Test
  void hearsWhatTheOtherEndSends() throws Exception {
    OwnNamespace.run(PacketSocketTest.class, "frames");
  }

  static void frames() throws Exception {
    Commands.HERE.run("ip", "link", "add", "a0", "type", "veth", "peer", "name", "b0");
    for (var name : new String[] {"a0", "b0"}) {
      Sysctl.of(Family.INET6, name, "disable_ipv6").write("1");
      new Links().up(name, true);
    }
    try (var a = PacketSocket.open("a0", 1);
        var b = PacketSocket.open("b0", 64);
        var arena = Arena.ofConfined()) {
      var seen = new ArrayList<byte[]>();
      for (int i = 0; i < 5000; i++) {
        assertThat(a.send(frame(arena, i))).isNull();
        while (i % 100 == 99 && seen.size() <= i) {
          assertThat(b.receive((memory, vlan) -> seen.add(checked(memory, vlan)), 10_000))
              .isPositive();
        }
      }
      assertThat(seen).hasSize(5000);
      for (int i = 0; i < 5000; i++) {
        assertThat(seen.get(i)).hasSize(60 + i % 1400).endsWith((byte) i);
      }
      assertThat(b.counts()).isEqualTo(new PacketSocket.Counts(5000, 0));
      // What it sends itself it does not hear.
      assertThat(a.receive((memory, vlan) -> {}, 0)).isZero();
    }
  }

  private static byte[] checked(MemorySegment memory, int vlan) {
    assertThat(vlan).isEqualTo(-1);
    return memory.toArray(JAVA_BYTE);
  }

  private static MemorySegment frame(Arena arena, int i) {
    var frame = arena.allocate(60 + i % 1400);
    frame.asSlice(0, 6).fill((byte) 0xff);
    frame.set(JAVA_BYTE, 12, (byte) 0x88);
    frame.set(JAVA_BYTE, 13, (byte) 0xb5);
    frame.set(JAVA_BYTE, frame.byteSize() - 1, (byte) i);
    return frame;
  }

  @Test
  void endsWhenItIsClosedAndSaysWhatIsMissing() throws Exception {
    OwnNamespace.run(PacketSocketTest.class, "ends");
  }

  static void ends() throws Exception {
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> PacketSocket.open("absent0", 1))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    var socket = PacketSocket.open("lo", 1);
    var ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return socket.receive((memory, vlan) -> {}, -1);
              } catch (SystemCallException e) {
                throw new IllegalStateException(e);
              }
            });
    socket.close();
    assertThat(ended.get(10, TimeUnit.SECONDS)).isZero();
    try (var arena = Arena.ofConfined()) {
      assertThat(socket.send(frame(arena, 1))).isEqualTo(Errno.EBADF);
    }
  }
}
