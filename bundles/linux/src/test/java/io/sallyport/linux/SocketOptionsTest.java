// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.linux.internal.Libc;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SocketOptionsTest {

  @Test
  void tellsWhereARedirectedConnectionWasGoing() throws Exception {
    OwnNamespace.run(SocketOptionsTest.class, "redirected");
  }

  static void redirected() throws Exception {
    new Nftables()
        .apply(
            """
            table inet t {
              chain out {
                type nat hook output priority -100;
                tcp dport 4000 redirect to :4001
              }
            }
            """);
    try (var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress("::", 4001));
      check(server, "127.0.0.9", 4000);
      check(server, "::1", 4000);
      check(server, "127.0.0.1", 4001);
    }
  }

  private static void check(ServerSocketChannel server, String host, int port) throws Exception {
    var before = sockets();
    try (var client = SocketChannel.open(new InetSocketAddress(host, port));
        var accepted = server.accept()) {
      var peer = (InetSocketAddress) accepted.getRemoteAddress();
      var family = peer.getAddress().getAddress().length == 4 ? Family.INET4 : Family.INET6;
      assertThat(peer).isEqualTo(client.getLocalAddress());
      int found = 0;
      for (int fd : sockets()) {
        if (!before.contains(fd)) {
          assertThat(SocketOptions.originalDestination(fd, family))
              .contains(new InetSocketAddress(host, port));
          found++;
        }
      }
      // Both ends are of this process, and conntrack knows both by the same connection.
      assertThat(found).isEqualTo(2);
    }
  }

  private static Set<Integer> sockets() throws Exception {
    var found = new HashSet<Integer>();
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      for (var path : all.toList()) {
        try {
          if (Files.readSymbolicLink(path).toString().startsWith("socket:")) {
            found.add(Integer.parseInt(path.getFileName().toString()));
          }
        } catch (java.nio.file.NoSuchFileException e) {
          continue;
        }
      }
    }
    return found;
  }

  @Test
  void setsMarksDevicesAndTransparency() throws Exception {
    OwnNamespace.run(SocketOptionsTest.class, "options");
  }

  static void options() throws Exception {
    for (var family : Family.values()) {
      int fd = Libc.socket(family.number(), 2, 0);
      try {
        SocketOptions.mark(fd, 0x5a11);
        assertThat(SocketOptions.mark(fd)).isEqualTo(0x5a11);
        SocketOptions.bindToDevice(fd, "lo");
        SocketOptions.bindToDevice(fd, "");
        SocketOptions.transparent(fd, family);
        SocketOptions.receiveOriginalDestination(fd, family);
        assertThatExceptionOfType(SystemCallException.class)
            .isThrownBy(() -> SocketOptions.bindToDevice(fd, "absent0"))
            .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
      } finally {
        Libc.close(fd);
      }
    }
  }

  @Test
  void aClosedDescriptorIsNamedAsSuch() {
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> SocketOptions.mark(1 << 20))
        .withMessage("getsockopt SO_MARK: EBADF (9, the descriptor is closed)");
  }

  @Test
  void aRefusalNamesTheCapability() {
    var refused = new SystemCallException("TUNSETIFF a", 1, Capability.NET_ADMIN);
    assertThat(refused)
        .hasMessageContainingAll("TUNSETIFF a: EPERM", "setcap cap_net_admin", "--cap-add");
    assertThat(new SystemCallException("x", 16, Capability.NET_ADMIN).remedy()).isNull();
    assertThat(new SystemCallException("x", 4321, null)).hasMessage("x: errno 4321");
  }
}
