// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Transport;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A Unix socket: whoever may open the file may use the listener.
 *
 * @param path absolute; at most {@link SocketFile#LONGEST} bytes
 * @param mode of the file
 */
record UnixPlace(Path path, Set<PosixFilePermission> mode) implements ListeningPlace {

  UnixPlace {
    mode = Set.copyOf(mode);
  }

  @Override
  public String where() {
    return "unix:" + path;
  }

  /** File work blocks, so a thread of its own does it. */
  @Override
  public Future<Channel> open(Transport transport, ChannelHandler child) {
    Promise<Channel> promise = transport.loop().newPromise();
    Thread.ofVirtual()
        .name("unix-socket")
        .start(
            () -> {
              try {
                promise.setSuccess(place(transport, child));
              } catch (IOException | RuntimeException e) {
                promise.setFailure(e);
              }
            });
    return promise;
  }

  private Channel place(Transport transport, ChannelHandler child) throws IOException {
    SocketFile.refuseLiving(path);
    try (var nest = SocketFile.nest(path)) {
      var server =
          transport
              .listen(UnixDomainSocketAddress.of(nest.egg()), withoutAddress(child))
              .awaitUninterruptibly();
      if (!server.isSuccess()) {
        throw new IOException(server.cause().getMessage(), server.cause());
      }
      var channel = server.getNow();
      try {
        var placed = nest.hatch(path, mode);
        // Deleting is not worth a thread, and at the end of the process none would run any more.
        channel.closeFuture().addListener(_ -> placed.remove());
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  /** Its clients have no address: that is said of each before anything asks for it. */
  private static ChannelHandler withoutAddress(ChannelHandler child) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel client) {
        ClientSource.set(client, ClientSource.NOWHERE);
        client.pipeline().addLast(child);
      }
    };
  }

  @Override
  public boolean excludes(ListeningPlace other) {
    return other instanceof UnixPlace(var its, _) && its.equals(path);
  }

  @Override
  public String problem(Throwable cause, String file) {
    var why =
        switch (cause) {
          case AccessDeniedException _ -> "permission denied in " + path.getParent();
          case NoSuchFileException _ -> "there is no directory " + path.getParent() + "; create it";
          default -> String.valueOf(cause.getMessage());
        };
    return "listen_path %s: %s; see listen_path in %s".formatted(path, why, file);
  }
}
