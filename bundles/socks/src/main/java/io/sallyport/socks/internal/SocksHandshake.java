// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.sockscodec.Socks4Request;
import io.sallyport.sockscodec.Socks5Greeting;
import io.sallyport.sockscodec.SocksMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a client: tells the protocol by its first byte and carries bytes between the
 * socket and a {@link Dialog}. Keeps, while a message is incomplete, a copy of just what has
 * arrived of it, so that a client that dawdles holds no pooled buffer.
 */
final class SocksHandshake extends ChannelInboundHandlerAdapter {

  private final Commands commands;
  private final Entrance entrance;
  private final Users users;
  private @Nullable Dialog dialog;
  private @Nullable ByteBuf kept;
  private boolean checking;
  private boolean over;

  SocksHandshake(Commands commands, Users users) {
    this.commands = commands;
    this.entrance = commands.entrance();
    this.users = users;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    var in = joined(bytes);
    if (checking) {
      keep(in);
      return;
    }
    if (!in.isReadable()) {
      in.release();
      return;
    }
    if (dialog == null) {
      int first = in.getUnsignedByte(in.readerIndex());
      switch (first) {
        case Socks4Request.VERSION -> dialog = new Socks4Dialog(users);
        case Socks5Greeting.VERSION -> dialog = new Socks5Dialog(users, prefersLogin());
        default -> {
          other(ctx, first, in);
          return;
        }
      }
    }
    converse(ctx, dialog, in, dialog.next(in));
  }

  private void other(ChannelHandlerContext ctx, int first, ByteBuf in) {
    over = true;
    if (first >= 'A' && first <= 'Z' || first >= 'a' && first <= 'z') {
      HttpConnect.takeOver(ctx, entrance, users, in);
    } else {
      in.release();
      entrance.hangUp(ctx, "first byte " + first + " is of no protocol known here");
    }
  }

  /** Where logins keep flows apart, one that is offered is wanted, as Tor wants it. */
  private boolean prefersLogin() {
    return entrance.inbound().policy().keepsLoginsApart();
  }

  private void converse(ChannelHandlerContext ctx, Dialog with, ByteBuf in, Step first) {
    for (Step step = first; ; step = with.next(in)) {
      switch (step) {
        case Step.Wait _ -> {
          keep(in);
          return;
        }
        case Step.Say say -> ctx.writeAndFlush(bytesOf(ctx, say.message()));
        case Step.Check check -> {
          keep(in);
          check(ctx, with, check.slow());
          return;
        }
        case Step.Refuse refuse -> {
          over = true;
          drop(in);
          entrance.refuse(ctx, bytesOf(ctx, refuse.message()), refuse.why());
          return;
        }
        case Step.HangUp hangUp -> {
          over = true;
          drop(in);
          entrance.hangUp(ctx, hangUp.why());
          return;
        }
        case Step.Ask ask -> {
          over = true;
          kept = null;
          entrance.admit(ctx, ask.destination(), ask.caller(), ask.replies(), List.of(in));
          return;
        }
        case Step.Bind bind -> {
          over = true;
          kept = null;
          commands.bind(ctx, bind, in);
          return;
        }
        case Step.Associate associate -> {
          over = true;
          kept = null;
          commands.associate(ctx, associate, in);
          return;
        }
        case Step.Resolve resolve -> {
          over = true;
          kept = null;
          commands.resolve(ctx, resolve, in);
          return;
        }
        case Step.Reverse reverse -> {
          over = true;
          kept = null;
          commands.reverse(ctx, reverse, in);
          return;
        }
      }
    }
  }

  /** The client is not read from while it waits for its turn. */
  private void check(ChannelHandlerContext ctx, Dialog with, Authentication.Slow slow) {
    checking = true;
    ctx.channel().config().setAutoRead(false);
    slow.begin(
        ctx.executor(),
        user -> {
          if (ctx.isRemoved() || over) {
            return;
          }
          checking = false;
          ctx.channel().config().setAutoRead(true);
          var in = kept != null ? kept : Unpooled.buffer(0);
          converse(ctx, with, in, with.checked(user));
        });
  }

  private static ByteBuf bytesOf(ChannelHandlerContext ctx, SocksMessage message) {
    var out = ctx.alloc().buffer(32);
    message.emit(out);
    return out;
  }

  /** What is kept, with this behind it; the buffer stays the one that is kept. */
  private ByteBuf joined(ByteBuf bytes) {
    if (kept == null) {
      return bytes;
    }
    kept.writeBytes(bytes);
    bytes.release();
    return kept;
  }

  private void keep(ByteBuf in) {
    if (!in.isReadable()) {
      drop(in);
    } else if (in != kept) {
      kept = Unpooled.buffer(in.readableBytes()).writeBytes(in);
      in.release();
    }
  }

  private void drop(ByteBuf in) {
    kept = in == kept ? null : kept;
    in.release();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (kept != null) {
      // Half of somebody's credentials, perhaps.
      kept.setZero(0, kept.capacity());
      drop(kept);
    }
  }
}
