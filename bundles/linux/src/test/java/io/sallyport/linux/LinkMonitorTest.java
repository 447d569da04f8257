// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LinkMonitorTest {

  @Test
  void tellsWhatHappensToInterfaces() throws Exception {
    OwnNamespace.run(LinkMonitorTest.class, "monitor");
  }

  static void monitor() throws Exception {
    var events = new LinkedBlockingQueue<LinkEvent>();
    var problems = new ArrayList<Exception>();
    try (var monitor = new LinkMonitor(events::add, problems::add)) {
      assertThat(monitor.links()).extracting(Link::name).contains("lo");
      assertThat(monitor.links().getFirst().isLoopback()).isTrue();
      Commands.HERE.run("ip", "link", "add", "br-a", "type", "bridge");
      var added = next(events, e -> e instanceof LinkEvent.Added a && is(a, "br-a"));
      assertThat(added.link().kind()).isEqualTo("bridge");
      new Links().up("br-a", true);
      next(events, e -> e instanceof LinkEvent.Changed && e.link().isUp());
      new Links().address("br-a", "10.77.0.1/24");
      next(events, e -> e.link().addresses().toString().contains("10.77.0.1/24"));
      new Links().up("br-a", false);
      Commands.HERE.run("ip", "link", "set", "br-a", "name", "br-b");
      var renamed = next(events, e -> e instanceof LinkEvent.Changed c && c.renamed());
      assertThat(renamed.link().name()).isEqualTo("br-b");
      assertThat(renamed.link().index()).isEqualTo(added.link().index());
      new Links().delete("br-b");
      next(events, e -> e instanceof LinkEvent.Removed r && is(r, "br-b"));
      assertThat(monitor.links()).extracting(Link::name).doesNotContain("br-a", "br-b");
    }
    assertThat(problems).isEmpty();
    Commands.HERE.run("ip", "link", "add", "br-c", "type", "bridge");
    assertThat(Interfaces.find("br-c")).isPresent();
    assertThat(events).noneMatch(e -> is(e, "br-c"));
  }

  private static boolean is(LinkEvent event, String name) {
    return event.link().name().equals(name);
  }

  private static LinkEvent next(LinkedBlockingQueue<LinkEvent> events, Predicate<LinkEvent> wanted)
      throws Exception {
    var seen = new ArrayList<LinkEvent>();
    while (true) {
      var event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).as("after " + seen).isNotNull();
      if (wanted.test(event)) {
        return event;
      }
      seen.add(event);
    }
  }

  @Test
  void aFloodOfNewsLosesNoInterface() throws Exception {
    OwnNamespace.run(LinkMonitorTest.class, "flood");
  }

  static void flood() throws Exception {
    var block = new java.util.concurrent.CountDownLatch(1);
    var names = java.util.concurrent.ConcurrentHashMap.<String>newKeySet();
    var seen = new java.util.concurrent.CountDownLatch(1);
    try (var monitor =
        new LinkMonitor(
            event -> {
              switch (event) {
                case LinkEvent.Added a -> names.add(a.link().name());
                case LinkEvent.Removed r -> names.remove(r.link().name());
                case LinkEvent.Changed c -> {}
              }
              if (is(event, "hold")) {
                try {
                  block.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
              if (is(event, "last") && names.contains("last")) {
                seen.countDown();
              }
            },
            e -> {
              throw new AssertionError(e);
            })) {
      Commands.HERE.run("ip", "link", "add", "hold", "type", "bridge");
      var batch = new StringBuilder();
      for (int i = 0; i < 400; i++) {
        batch.append("link add f").append(i).append(" type bridge\n");
      }
      for (int i = 0; i < 400; i += 2) {
        batch.append("link delete f").append(i).append("\n");
      }
      batch.append("link add last type bridge\n");
      Commands.HERE.run(List.of("ip", "-batch", "-"), batch.toString());
      block.countDown();
      assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(monitor.links()).extracting(Link::name).contains("last");
      assertThat(names).contains("f1", "f399", "last").doesNotContain("f0", "f398");
    }
  }
}
