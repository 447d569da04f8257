// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.util.NetUtil;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener is to listen: on a TCP port, on a Unix socket, or on both; immutable.
 *
 * @param tcp null without {@code listen_port}
 * @param unix null without {@code listen_path}
 */
record ListenPlaces(@Nullable TcpPlace tcp, @Nullable UnixPlace unix) {

  static final Key<String> LISTEN =
      Key.address("listen", "address to listen on; 0.0.0.0 or :: for all").or("127.0.0.1");
  static final Key<Integer> LISTEN_PORT =
      Key.port("listen_port", "port to listen on; required without listen_path");
  static final Key<String> LISTEN_PATH =
      Key.string(
          "listen_path",
          "absolute path of a Unix socket to listen on, beside the port or instead of it; its"
              + " clients have no address, and no UDP ASSOCIATE");
  static final Key<String> MODE =
      Key.string("mode", "mode of the Unix socket's file, octal: who may write may use it")
          .or("0600");

  static final List<Key<?>> KEYS = List.of(LISTEN, LISTEN_PORT, LISTEN_PATH, MODE);

  private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

  /** The bits of a mode from the lowest: execution, writing and reading by others, and so on. */
  private static final List<PosixFilePermission> BITS =
      List.of(PosixFilePermission.values()).reversed();

  /** From a configuration with {@link #KEYS}. */
  static ListenPlaces of(Settings settings) throws ConfigException {
    var port = settings.find(LISTEN_PORT);
    var path = settings.find(LISTEN_PATH);
    if (port == null && (path == null || settings.has(LISTEN))) {
      throw new ConfigException(LISTEN_PORT.name(), "is required and missing");
    }
    if (path == null && settings.has(MODE)) {
      throw new ConfigException(MODE.name(), "is that of listen_path, which is missing");
    }
    return new ListenPlaces(
        port == null ? null : new TcpPlace(address(settings.get(LISTEN), port)),
        path == null ? null : new UnixPlace(path(path), mode(settings.get(MODE))));
  }

  private static InetSocketAddress address(String listen, int port) {
    return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(listen), port);
  }

  private static Path path(String text) throws ConfigException {
    Path path;
    try {
      path = Path.of(text).normalize();
    } catch (InvalidPathException e) {
      throw new ConfigException(LISTEN_PATH.name(), "is no path");
    }
    if (!path.isAbsolute() || path.getParent() == null || text.endsWith("/")) {
      throw new ConfigException(LISTEN_PATH.name(), "is not the absolute path of a file");
    }
    if (SocketFile.length(path) > SocketFile.LONGEST) {
      throw new ConfigException(
          LISTEN_PATH.name(),
          "has "
              + SocketFile.length(path)
              + " bytes; the path of a socket has "
              + SocketFile.LONGEST
              + " at most");
    }
    return path;
  }

  private static Set<PosixFilePermission> mode(String text) throws ConfigException {
    if (!OCTAL.matcher(text).matches()) {
      throw new ConfigException(MODE.name(), "\"" + text + "\" is no octal mode such as 0660");
    }
    int bits = Integer.parseInt(text, 8);
    var mode = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BITS.size(); i++) {
      if ((bits & 1 << i) != 0) {
        mode.add(BITS.get(i));
      }
    }
    return mode;
  }

  /** Whether others than programs on this machine can come. */
  boolean open() {
    return tcp != null && !tcp.address().getAddress().isLoopbackAddress();
  }
}
