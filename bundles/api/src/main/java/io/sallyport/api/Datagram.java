// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.util.ReferenceCountUtil;

/**
 * One datagram with its far end: where it goes to on the way out, where it came from on the way in.
 *
 * @param peer the far end
 * @param content the payload, owned by whoever holds the datagram
 */
public record Datagram(Destination peer, ByteBuf content) implements ByteBufHolder {

  @Override
  public Datagram copy() {
    return replace(content.copy());
  }

  @Override
  public Datagram duplicate() {
    return replace(content.duplicate());
  }

  @Override
  public Datagram retainedDuplicate() {
    return replace(content.retainedDuplicate());
  }

  @Override
  public Datagram replace(ByteBuf other) {
    return new Datagram(peer, other);
  }

  @Override
  public int refCnt() {
    return content.refCnt();
  }

  @Override
  public Datagram retain() {
    return retain(1);
  }

  @Override
  public Datagram retain(int increment) {
    content.retain(increment);
    return this;
  }

  @Override
  public Datagram touch() {
    return touch(null);
  }

  @Override
  public Datagram touch(@org.jspecify.annotations.Nullable Object hint) {
    ReferenceCountUtil.touch(content, hint);
    return this;
  }

  @Override
  public boolean release() {
    return content.release();
  }

  @Override
  public boolean release(int decrement) {
    return content.release(decrement);
  }
}
