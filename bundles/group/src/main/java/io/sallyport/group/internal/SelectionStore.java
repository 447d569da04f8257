// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * What operators have chosen, kept over restarts in {@code data/groups.json} of the home: group tag
 * to member tag. A file that cannot be read is set aside and told of; groups then use their
 * defaults. Reads are free; {@link #put} writes a file and is for a command's thread.
 */
@Component(service = SelectionStore.class)
public final class SelectionStore {

  private static final String FILE = "groups.json";

  /** More than that is no file of ours. */
  private static final long MOST_BYTES = 1 << 20;

  private final @Nullable Path file;
  private final Logger log;
  private volatile Map<String, String> selected;

  /** Below the framework property {@code sallyport.home}; without it nothing outlives us. */
  @Activate
  public SelectionStore(
      BundleContext context, @Reference(service = LoggerFactory.class) Logger log) {
    this(
        context.getProperty("sallyport.home") instanceof String home
            ? Path.of(home, "data", FILE)
            : null,
        log);
  }

  SelectionStore(@Nullable Path file, Logger log) {
    this.file = file;
    this.log = log;
    this.selected = file == null ? Map.of() : read(file);
  }

  /** The member chosen for a group; null if nobody has chosen. */
  @Nullable String find(String group) {
    return selected.get(group);
  }

  /**
   * Chooses.
   *
   * @throws IOException if it cannot be kept; it is in force all the same
   */
  synchronized void put(String group, String member) throws IOException {
    var next = new TreeMap<>(selected);
    next.put(group, member);
    selected = Map.copyOf(next);
    if (file != null) {
      write(file, next);
    }
  }

  private Map<String, String> read(Path from) {
    if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
      return Map.of();
    }
    try {
      if (Files.size(from) > MOST_BYTES) {
        throw new JsonParseException("it has more than " + MOST_BYTES + " bytes");
      }
      var found = new TreeMap<String, String>();
      JsonParser.parseString(Files.readString(from))
          .getAsJsonObject()
          .getAsJsonObject("selected")
          .entrySet()
          .forEach(entry -> found.put(entry.getKey(), entry.getValue().getAsString()));
      return Map.copyOf(found);
    } catch (IOException | RuntimeException e) {
      // Gson throws many kinds for what is not an object of texts; all mean the same here.
      log.warn("{} is not used, selectors take their defaults: {}", from, e.toString());
      setAside(from);
      return Map.of();
    }
  }

  private void setAside(Path broken) {
    try {
      Files.move(
          broken, broken.resolveSibling(FILE + ".broken"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn("{} cannot be set aside: {}", broken, e.toString());
    }
  }

  private static void write(Path to, Map<String, String> selected) throws IOException {
    var folder = to.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var choices = new JsonObject();
    selected.forEach(choices::addProperty);
    var whole = new JsonObject();
    whole.add("selected", choices);
    var draft = to.resolveSibling(FILE + ".draft");
    Files.deleteIfExists(draft);
    try (var channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      var bytes = ByteBuffer.wrap((whole + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
