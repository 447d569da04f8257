// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.BindAnswer;
import io.sallyport.api.ConnectFailure;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The two replies of BIND (RFC 1928 §4): where a peer can come, and that it has or will not. */
record ClientBindAnswer(ClientAnswer answer) implements BindAnswer {

  @Override
  public void listening(InetSocketAddress address) {
    answer.connected(address);
  }

  @Override
  public void connected(@Nullable SocketAddress peer) {
    answer.connected(peer);
  }

  @Override
  public void failed(ConnectFailure failure) {
    answer.failed(failure);
  }
}
