// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One client. Three virtual threads at most: the one that runs this reads requests, one writes what
 * waits in the outbox, and one runs the command, if there is one.
 */
final class Connection implements Runnable {

  private static final int INTERRUPTED = 130;

  private final SocketChannel channel;
  private final CommandRunner runner;
  private final Outbox outbox = new Outbox();
  private final Map<String, Object> variables = new ConcurrentHashMap<>();
  private final Thread writer;
  private final Object monitor = new Object();
  private @Nullable Thread command;
  private boolean finishing;

  Connection(SocketChannel channel, CommandRunner runner) {
    this.channel = channel;
    this.runner = runner;
    this.writer = Thread.ofVirtual().name("shell-writer").unstarted(this::write);
  }

  /** Serves the client until it goes; closes the channel. */
  @Override
  public void run() {
    writer.start();
    try {
      var lines = new LineInput(channel);
      for (String line = lines.next(); line != null; line = lines.next()) {
        serve(Request.parse(line));
      }
    } catch (ProtocolException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // The client is gone, which is how it takes its leave.
    } finally {
      interrupt();
      outbox.close();
      lastWords();
      close();
    }
  }

  private void serve(Request request) throws ProtocolException {
    switch (request) {
      case Request.Run run -> start(run);
      case Request.Interrupt i -> interrupt();
      case Request.Complete complete -> outbox.message(json(runner.complete(complete)));
    }
  }

  private void start(Request.Run run) throws ProtocolException {
    synchronized (monitor) {
      if (finishing) {
        throw new ProtocolException("this instance stops");
      }
      if (command != null) {
        throw new ProtocolException("one command at a time");
      }
      command = Thread.ofVirtual().name("shell-command").start(() -> execute(run));
    }
  }

  private void execute(Request.Run run) {
    int status = 1;
    try (var out = new OutputText(outbox, "out");
        var err = new OutputText(outbox, "err")) {
      status = runner.run(run, variables, out, err);
    } catch (InterruptedException e) {
      status = INTERRUPTED;
    } catch (IOException e) {
      // The client is gone; there is nobody to tell.
    } finally {
      var end = new JsonObject();
      end.addProperty("end", status);
      synchronized (monitor) {
        // First the way is free, then the client learns of it and may ask for more.
        command = null;
        outbox.message(end);
        if (finishing) {
          outbox.close();
        }
      }
    }
  }

  private void interrupt() {
    synchronized (monitor) {
      if (command != null) {
        command.interrupt();
      }
    }
  }

  private void refuse(String why) {
    var error = new JsonObject();
    error.addProperty("error", why);
    outbox.message(error);
  }

  /** Takes no more commands, and hangs up as soon as none runs. Returns at once. */
  void finish() {
    synchronized (monitor) {
      finishing = true;
      if (command == null) {
        outbox.close();
      }
    }
  }

  /** Hangs up now. */
  void close() {
    interrupt();
    outbox.close();
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more, however it ends.
    }
  }

  private void write() {
    try {
      for (String line = outbox.next(); line != null; line = outbox.next()) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    } catch (IOException | InterruptedException e) {
      // The client is gone; closing the channel tells the reader.
    }
    close();
  }

  /** Lets the writer send what waits, an error most likely; a client that does not read, not. */
  private void lastWords() {
    try {
      writer.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static JsonObject json(CommandRunner.Completion completion) {
    var candidates = new JsonArray();
    for (var candidate : completion.candidates()) {
      var one = new JsonObject();
      one.addProperty("value", candidate.value());
      one.addProperty("doc", candidate.doc());
      candidates.add(one);
    }
    var answer = new JsonObject();
    answer.addProperty("from", completion.from());
    answer.add("candidates", candidates);
    return answer;
  }
}
