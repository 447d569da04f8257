// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import io.netty.util.NetUtil;
import io.sallyport.command.Json;
import io.sallyport.command.Listing;
import io.sallyport.command.Table;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fake addresses of a name, as {@code dns:fakeip} shows them. */
record FakeAddresses(String inbound, @Nullable String inet4, @Nullable String inet6, String name) {

  static final Listing<FakeAddresses> LISTING =
      new Listing<>(
          "no fake addresses",
          List.of(word("INBOUND"), word("IPV4"), word("IPV6"), text("NAME")),
          one -> Table.cells(one.inbound, one.inet4, one.inet6, one.name),
          one ->
              new Json()
                  .put("inbound", one.inbound)
                  .put("ipv4", one.inet4)
                  .put("ipv6", one.inet6)
                  .put("name", one.name));

  static FakeAddresses of(
      String inbound, @Nullable InetAddress inet4, @Nullable InetAddress inet6, String name) {
    return new FakeAddresses(inbound, written(inet4), written(inet6), name);
  }

  private static @Nullable String written(@Nullable InetAddress address) {
    return address == null ? null : NetUtil.toAddressString(address);
  }
}
