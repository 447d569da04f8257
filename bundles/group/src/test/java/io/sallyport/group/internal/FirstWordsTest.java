// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.FirstWords;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a client has said already goes by one member once, whatever becomes of the others. */
class FirstWordsTest {

  /** Sends along what there is, as Tor does. */
  private final class Eager implements Outbound {
    private final String tag;
    private final World.Fake then;

    Eager(String tag) {
      this.tag = tag;
      this.then = world.member(tag);
      world.register(tag, this, false);
    }

    @Override
    public Future<Channel> connect(Flow flow, EventLoop loop) {
      return then.connect(flow, loop);
    }

    @Override
    public Future<Channel> connect(Flow flow, FirstWords first, EventLoop loop) {
      var words = first.take();
      heard.add(tag + ": " + words.toString(StandardCharsets.US_ASCII));
      words.release();
      return connect(flow, loop);
    }
  }

  private final World world = new World();
  private final List<String> heard = new ArrayList<>();
  private final Eager a = new Eager("a");
  private final Eager b = new Eager("b");
  private @Nullable ByteBuf said = Unpooled.copiedBuffer("GET /", StandardCharsets.US_ASCII);

  private ByteBuf take() {
    var words = said;
    said = null;
    assertThat(words).as("taken once").isNotNull();
    return words;
  }

  private Future<Channel> connect(Group group) {
    var done = group.connect(World.flow("198.51.100.1", "host.example"), this::take, world.loop);
    world.settle();
    return done;
  }

  private Group group(Kind kind, String... members) throws Exception {
    return world.group(kind, "g" + kind, "outbounds", members);
  }

  @Test
  void aSelectorHandsThemOn() throws Exception {
    assertThat(connect(group(Kind.SELECTOR, "a", "b")).isSuccess()).isTrue();
    assertThat(heard).containsExactly("a: GET /");
  }

  @Test
  void aMemberBehindWhomThereIsAnotherHearsNothing() throws Exception {
    assertThat(connect(group(Kind.FALLBACK, "a", "b")).isSuccess()).isTrue();
    assertThat(heard).isEmpty();
    assertThat(said).as("to be sent by the stream").isNotNull();
    said.release();
  }

  @Test
  void theLastHearsThemOnceAfterOthersHaveFailed() throws Exception {
    a.then.fails = Reason.TIMEOUT;
    assertThat(connect(group(Kind.FALLBACK, "a", "b")).isSuccess()).isTrue();
    assertThat(heard).containsExactly("b: GET /");
  }

  @Test
  void whenTheLastFailsNobodyElseSaysThemAgain() throws Exception {
    a.then.fails = Reason.UPSTREAM_FAILED;
    b.then.fails = Reason.UPSTREAM_FAILED;
    var done = connect(group(Kind.FALLBACK, "a", "b"));
    assertThat(((ConnectFailure) done.cause()).reason()).isEqualTo(Reason.UPSTREAM_FAILED);
    assertThat(heard).containsExactly("b: GET /");
    assertThat(a.then.asked).isOne();
  }

  @Test
  void groupsOverGroupsKeepTheRule() throws Exception {
    world.group(Kind.FALLBACK, "inner", "outbounds", new String[] {"a", "b"});
    world.group(Kind.SELECTOR, "one", "outbounds", new String[] {"a"});
    a.then.fails = Reason.TIMEOUT;
    // Behind the inner groups there is another way, so that even their last must not speak.
    assertThat(connect(group(Kind.FALLBACK, "one", "inner")).isSuccess()).isTrue();
    assertThat(heard).containsExactly("b: GET /");
  }

  @Test
  void aMemberThatTakesNoneLeavesThem() throws Exception {
    world.member("plain");
    assertThat(connect(group(Kind.SELECTOR, "plain")).isSuccess()).isTrue();
    assertThat(heard).isEmpty();
    assertThat(said).isNotNull();
    said.release();
  }
}
