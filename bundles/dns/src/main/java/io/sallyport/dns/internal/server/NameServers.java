// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.sallyport.api.Destination;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code nameserver} lines of resolv.conf(5). */
final class NameServers {

  private static final int MOST = 3;
  private static final int MOST_BYTES = 65_536;

  private NameServers() {}

  /** At most three, as in glibc; none if there is no such file. */
  static List<Destination> read(Path file) {
    var servers = new ArrayList<Destination>(MOST);
    try (var in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
      for (String line : text.split("\n")) {
        var words = line.strip().split("\\s+");
        if (words.length >= 2 && words[0].equals("nameserver") && servers.size() < MOST) {
          add(words[1], servers);
        }
      }
    } catch (IOException e) {
      // As if it were empty: the asker is told that there is nobody to ask.
    }
    return List.copyOf(servers);
  }

  private static void add(String host, List<Destination> servers) {
    try {
      if (Destination.of(host, 53) instanceof Destination.Address address) {
        servers.add(address);
      }
    } catch (IllegalArgumentException e) {
      // resolv.conf(5) lets what is no address be passed over.
    }
  }
}
