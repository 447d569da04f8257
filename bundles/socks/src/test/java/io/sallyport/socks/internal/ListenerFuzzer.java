// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Settings;
import io.sallyport.testing.NoSessions;
import io.sallyport.testing.NoTransport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Entry for Jazzer: whatever a client says on a listener's port, in SOCKS or HTTP, the same is
 * asked and answered however it is cut into segments; where users are wanted nothing is asked by
 * anybody else; and at most one connection is asked for, since every one is refused.
 */
public final class ListenerFuzzer {

  private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("192.0.2.9", 9);
  private static final Users USERS = users();
  private static final Policy POLICY = policy();

  private ListenerFuzzer() {}

  /** The first byte says whether there are users, the rest is what the client says. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    var users = (data[0] & 1) == 0 ? Users.NONE : USERS;
    var whole = new Talk(users).says(data, data.length);
    var single = new Talk(users).says(data, 1);
    if (!whole.equals(single)) {
      throw new AssertionError("whole: " + whole + ", by single bytes: " + single);
    }
  }

  /** One client, its listener, and what has come of it. */
  private static final class Talk extends NoSessions implements Inbound {

    private final List<String> asked = new ArrayList<>();
    private final Users users;
    private final EmbeddedChannel channel = new EmbeddedChannel();

    Talk(Users users) {
      this.users = users;
      ClientSource.set(channel, SOMEWHERE);
      var log = Listener.log(new ArrayList<>());
      var entrance = new Entrance(this, this, new HalfOpen(), log);
      var associations = new Associations(new NoTransport(), ListenerFuzzer::commands);
      channel.pipeline().addLast(new SocksHandshake(new Commands(entrance, associations), users));
    }

    /** What is asked, answered, and whether the client may say more. */
    String says(byte[] data, int segment) {
      for (int at = 1; at < data.length && channel.isOpen(); ) {
        int length = Math.min(segment, data.length - at);
        channel.writeInbound(Unpooled.copiedBuffer(data, at, length));
        at += length;
        channel.runPendingTasks();
      }
      boolean open = channel.isOpen();
      channel.close();
      channel.runPendingTasks();
      var answered = new StringBuilder();
      for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        answered.append(((ByteBuf) out).toString(StandardCharsets.ISO_8859_1));
        ((ByteBuf) out).release();
      }
      if (asked.size() > 1 || channel.readInbound() != null) {
        throw new AssertionError("asked: " + asked);
      }
      return asked + " " + open + " " + answered;
    }

    @Override
    public void serve(Inbound inbound, Flow flow, Channel client, Answer answer) {
      if (users.required() && !"alice".equals(flow.origin().user())) {
        throw new AssertionError("nobody asks for " + flow.destination());
      }
      asked.add(flow.destination() + " by " + flow.origin().user());
      answer.failed(new ConnectFailure(Reason.REFUSED, "no"));
    }

    @Override
    public String tag() {
      return "fuzz";
    }

    @Override
    public String type() {
      return "socks";
    }

    @Override
    public Policy policy() {
      return POLICY;
    }

    @Override
    public Status status() {
      return new Status("-", null);
    }
  }

  private static Users users() {
    try {
      return Users.parse(Listener.USERS);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private static Policy policy() {
    try {
      var compiler = new FinalOnly();
      return compiler.compile(Settings.of(compiler.keys(), Map.of("final", "direct")));
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private static CommandSettings commands() {
    return new CommandSettings(true, true, PortRange.ANY, null, 1);
  }
}
