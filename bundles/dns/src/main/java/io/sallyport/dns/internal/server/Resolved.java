// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.dns.internal.wire.Answer;
import io.sallyport.dns.internal.wire.Question;
import io.sallyport.dns.internal.wire.Records;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;

/** Answers made from what a resolver of addresses and names says, which tells no times to live. */
final class Resolved {

  /** What stub resolvers keep anyway. */
  private static final int TTL = 60;

  private static final int NEGATIVE_TTL = 5;
  private static final int NXDOMAIN = 3;

  /** The two things that can be asked of it. */
  interface Resolver {
    Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop);

    Future<String> reverse(InetAddress address, EventLoop loop);
  }

  private Resolved() {}

  /** Asks; other types than A, AAAA and PTR have no data. */
  static Future<Answer> ask(
      Resolver resolver, Question question, Predicate<byte[]> forbidden, EventLoop loop) {
    Promise<Answer> done = loop.newPromise();
    if (question.wantsAddress() && question.isHostName()) {
      boolean ipv4 = question.type() == Question.A;
      resolver
          .resolve(question.name(), ipv4 ? AddressFamily.IPV4_ONLY : AddressFamily.IPV6_ONLY, loop)
          .addListener(
              (Future<List<InetAddress>> found) -> {
                if (found.isSuccess()) {
                  done.trySuccess(addresses(found.getNow(), ipv4 ? 4 : 16, forbidden));
                } else {
                  fail(found.cause(), done);
                }
              });
      return done;
    }
    byte[] ip = question.type() == Question.PTR ? Reverse.address(question.name()) : null;
    if (ip == null) {
      return done.setSuccess(Answer.empty(question.wantsAddress() ? NXDOMAIN : 0, 0));
    }
    resolver
        .reverse(Reverse.of(ip).ip(), loop)
        .addListener(
            (Future<String> found) -> {
              if (!found.isSuccess()) {
                fail(found.cause(), done);
                return;
              }
              try {
                done.trySuccess(Records.pointer(found.getNow(), TTL, TTL));
              } catch (IllegalArgumentException e) {
                fail(e, done);
              }
            });
    return done;
  }

  private static Answer addresses(List<InetAddress> found, int width, Predicate<byte[]> forbidden) {
    var usable =
        found.stream()
            .filter(ip -> ip.getAddress().length == width && !forbidden.test(ip.getAddress()))
            .limit(32)
            .toList();
    return usable.isEmpty() ? Answer.empty(0, NEGATIVE_TTL) : Records.addresses(usable, TTL, TTL);
  }

  private static void fail(Throwable cause, Promise<Answer> done) {
    boolean absent =
        cause instanceof ConnectFailure failure
            && failure.reason() == ConnectFailure.Reason.NAME_NOT_FOUND;
    if (absent) {
      done.trySuccess(Answer.empty(NXDOMAIN, NEGATIVE_TTL));
    } else {
      done.tryFailure(
          cause instanceof ConnectFailure
              ? cause
              : new ConnectFailure(ConnectFailure.Reason.RESOLVE_FAILED, "no answer", cause));
    }
  }
}
