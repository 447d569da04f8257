// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.fakeip;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pairs on disk: a line {@code offset<TAB>name} for each, appended before a client hears of it,
 * later lines over earlier ones; written anew now and then. A kill loses nothing; after a loss of
 * power the last pairs may be missing. One virtual thread writes; {@link #append} never blocks.
 */
final class FakeIpJournal implements AutoCloseable {

  private static final String HEADER = "sallyport-fakeip 1";

  /** More than that is no file of ours. */
  private static final long MOST_BYTES = 1L << 29;

  /** Lines appended before the file is written anew, at least. */
  private static final int FEW = 4096;

  /** A pair. */
  record Pair(int offset, String name) {}

  private record Job(@Nullable Pair pair, Consumer<Boolean> done) {}

  private final Path file;
  private final Supplier<List<Pair>> all;
  private final Consumer<String> complaints;
  private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
  private final Thread writer;
  private @Nullable FileChannel channel;
  private int appended;
  private int standing;
  private boolean failing;
  private volatile boolean closed;

  /**
   * Begins to write.
   *
   * @param all the pairs that hold now, longest unused first
   * @param complaints for people
   */
  FakeIpJournal(Path file, Supplier<List<Pair>> all, Consumer<String> complaints) {
    this.file = file;
    this.all = all;
    this.complaints = complaints;
    this.writer = Thread.ofVirtual().name("fakeip-journal").unstarted(this::write);
  }

  /**
   * What a file says; of a file that is broken, what of it can be read, and a copy is set aside.
   */
  static List<Pair> load(Path file, Consumer<String> complaints) {
    var pairs = new ArrayList<Pair>();
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return pairs;
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it has more than " + MOST_BYTES + " bytes");
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      // What stands behind the last line end was cut off in writing.
      int whole = text.lastIndexOf('\n') + 1;
      var lines = text.substring(0, whole).split("\n");
      boolean broken = !lines[0].equals(HEADER);
      for (int i = 1; i < lines.length; i++) {
        var pair = pair(lines[i]);
        broken |= pair == null;
        if (pair != null) {
          pairs.add(pair);
        }
      }
      if (broken) {
        setAside(file, "some of its lines are damaged; the others are used", complaints);
      }
    } catch (IOException e) {
      setAside(file, e.toString(), complaints);
    }
    return pairs;
  }

  private static @Nullable Pair pair(String line) {
    int tab = line.indexOf('\t');
    if (tab < 1 || tab > 9 || line.length() - tab > 254 || tab == line.length() - 1) {
      return null;
    }
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean fine = i < tab ? c >= '0' && c <= '9' : c > ' ' && c < 0x7f || i == tab;
      if (!fine) {
        return null;
      }
    }
    return new Pair(Integer.parseInt(line.substring(0, tab)), line.substring(tab + 1));
  }

  private static void setAside(Path file, String why, Consumer<String> complaints) {
    var aside = file.resolveSibling(file.getFileName() + ".broken");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      complaints.accept(file + " is set aside as " + aside.getFileName() + ": " + why);
    } catch (IOException e) {
      complaints.accept(file + " is not used: " + why + "; nor can it be set aside: " + e);
    }
  }

  /** Writes all pairs anew and starts appending. */
  void start() {
    try {
      rewrite();
    } catch (IOException e) {
      complain(e);
    }
    writer.start();
  }

  /**
   * Writes a pair.
   *
   * @param pair null to wait only until what was appended before is written
   * @param done told whether it is on disk, on the writer's thread
   */
  void append(@Nullable Pair pair, Consumer<Boolean> done) {
    jobs.add(new Job(pair, done));
  }

  private void write() {
    var batch = new ArrayList<Job>();
    while (true) {
      try {
        batch.add(jobs.take());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      jobs.drainTo(batch, 1023);
      boolean saved = write(batch);
      batch.forEach(job -> job.done().accept(saved));
      batch.clear();
      if (closed && jobs.isEmpty()) {
        return;
      }
    }
  }

  private boolean write(List<Job> batch) {
    var text = new StringBuilder();
    int lines = 0;
    for (var job : batch) {
      if (job.pair() instanceof Pair(int offset, String name)) {
        text.append(offset).append('\t').append(name).append('\n');
        lines++;
      }
    }
    try {
      if (channel == null || appended + lines > Math.max(FEW, 2 * standing)) {
        rewrite();
        if (lines > 0 && channel != null) {
          writeAll(channel, text.toString());
        }
      } else if (lines > 0) {
        writeAll(channel, text.toString());
      }
      appended += lines;
      failing = false;
      return true;
    } catch (IOException e) {
      complain(e);
      closeChannel();
      return false;
    }
  }

  private void complain(IOException e) {
    if (!failing) {
      complaints.accept(
          file + " cannot be written, so fake addresses may be forgotten at a restart: " + e);
    }
    failing = true;
  }

  private void rewrite() throws IOException {
    closeChannel();
    makeFolder(file.toAbsolutePath().getParent());
    var pairs = all.get();
    var text = new StringBuilder(HEADER).append('\n');
    pairs.forEach(pair -> text.append(pair.offset()).append('\t').append(pair.name()).append('\n'));
    var draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    var fresh =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      writeAll(fresh, text.toString());
      fresh.force(true);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    channel = fresh;
    standing = pairs.size();
    appended = 0;
  }

  private static void makeFolder(@Nullable Path folder) throws IOException {
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static void writeAll(FileChannel to, String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  private void closeChannel() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      complain(e);
    }
    channel = null;
  }

  /** Waits until all is written. */
  @Override
  public void close() {
    closed = true;
    append(null, _ -> {});
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      rewrite();
    } catch (IOException e) {
      complain(e);
    }
    closeChannel();
  }
}
