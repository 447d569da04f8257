// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Run;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that passes on the link between gateway and server, as tcpdump sees it there. */
final class Wire implements AutoCloseable {

  private final Triad triad;
  private final Process tcpdump;
  private final Path file;

  /** Captures from now on; proven by a packet that it has seen. */
  Wire(Triad triad) throws Exception {
    this.triad = triad;
    file = Files.createTempDirectory("sallyport-wire").resolve("wire.pcap");
    var command = new ArrayList<>(List.of("tcpdump", "-i", "srv0", "-n", "-U", "--immediate-mode"));
    command.addAll(List.of("-w", file.toString()));
    if (user().equals("root")) {
      // From outside, as in a user namespace it could not become anybody; and not as its own user,
      // who may not write.
      command.addAll(0, List.of("nsenter", "-t", triad.server.pid(), "-n"));
      command.addAll(List.of("-Z", "root"));
      tcpdump = triad.start(command);
    } else {
      tcpdump = triad.start(triad.server, command.toArray(String[]::new));
    }
    Await.until(
        "a packet on the wire",
        () -> {
          knock();
          return packets("udp port 9") > 0;
        });
  }

  /** Sends a packet that is to be seen here. */
  void knock() throws Exception {
    triad.gateway.run("/usr/bin/python3", "-c", KNOCK, Triad.SERVER);
  }

  private static final String KNOCK =
      "import socket,sys; socket.socket(socket.AF_INET,socket.SOCK_DGRAM)"
          + ".sendto(b'x',(sys.argv[1],9))";

  private static String user() {
    return System.getProperty("user.name");
  }

  /** How many packets so far match a filter. */
  long packets(String filter) throws Exception {
    var run = Run.of(List.of("tcpdump", "-n", "-r", file.toString(), filter));
    // A packet that is being written makes an end that tcpdump complains of.
    return run.out().lines().count();
  }

  /** What an ICMP error quotes: the addresses of the packet that it is about. */
  private static final String QUOTING =
      "(icmp[icmptype] == 3 and (icmp[20:4] == 0x0ad50102 or icmp[24:4] == 0x0ad50102))"
          + " or (ip6 proto 58 and ip6[40] < 5"
          + " and (ip6[56:4] == 0xfd130001 or ip6[72:4] == 0xfd130001))";

  /**
   * What has leaked: anything that came from the client itself, in its name, or for it, and what
   * tells of it.
   */
  void assertNothingLeaked() throws Exception {
    var leaked =
        Run.of(
            List.of(
                "tcpdump",
                "-n",
                "-c",
                "20",
                "-r",
                file.toString(),
                "host "
                    + Triad.CLIENT
                    + " or host "
                    + Triad.CLIENT6
                    + " or (ip and not src net 10.213.2.0/24 and not src host "
                    + Triad.BEYOND
                    + ") or "
                    + QUOTING));
    assertThat(leaked.out()).as("packets of the client beyond the gateway").isEmpty();
    assertThat(packets("udp port 9")).as("packets that show that the capture works").isPositive();
  }

  @Override
  public void close() throws IOException {
    tcpdump.destroy();
    tcpdump.onExit().join();
    Files.deleteIfExists(file);
    Files.deleteIfExists(file.getParent());
  }
}
