// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of addresses: PTR records (RFC 1035 §3.5, RFC 3596 §2.5). */
final class ReverseLookup {

  private static final String HEX = "0123456789abcdef";

  private ReverseLookup() {}

  /** The name, without the dot at its end, or a {@link ConnectFailure}. */
  static Future<String> of(InetAddress address, HostResolver resolver, EventLoop loop) {
    // As RFC 6761 §6.3 wants for the name: never asked of a server.
    if (address.isLoopbackAddress()) {
      return loop.newSucceededFuture("localhost");
    }
    Promise<String> done = loop.newPromise();
    var question = question(address.getAddress());
    resolver
        .asking(loop)
        .resolveAll(new DefaultDnsQuestion(question, DnsRecordType.PTR))
        .addListener(
            (Future<List<DnsRecord>> answer) -> {
              String name = answer.isSuccess() ? nameIn(answer.getNow()) : null;
              if (name != null) {
                done.trySuccess(name);
              } else {
                done.tryFailure(HostResolver.failure(question, answer.cause()));
              }
            });
    return done;
  }

  private static @Nullable String nameIn(List<DnsRecord> records) {
    String name = null;
    for (var record : records) {
      if (name == null && record instanceof DnsPtrRecord ptr && ptr.hostname().length() > 1) {
        name = ptr.hostname();
      }
      ReferenceCountUtil.release(record);
    }
    return name != null && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** {@code 4.3.2.1.in-addr.arpa.}, or its like of 32 digits. */
  static String question(byte[] ip) {
    var question = new StringBuilder();
    for (int i = ip.length - 1; i >= 0; i--) {
      int b = ip[i] & 0xff;
      if (ip.length == 4) {
        question.append(b).append('.');
      } else {
        question.append(HEX.charAt(b & 15)).append('.').append(HEX.charAt(b >> 4)).append('.');
      }
    }
    return question.append(ip.length == 4 ? "in-addr.arpa." : "ip6.arpa.").toString();
  }
}
