// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import io.sallyport.linux.LinkAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The messages of rtnetlink(7) that tell of links and addresses; bytes in, values out. */
public final class Netlink {

  public static final short RTM_GETLINK = 18;
  public static final short RTM_GETADDR = 22;

  private static final short NLMSG_ERROR = 2;
  private static final short NLMSG_DONE = 3;
  private static final short RTM_NEWLINK = 16;
  private static final short RTM_DELLINK = 17;
  private static final short RTM_NEWADDR = 20;
  private static final short RTM_DELADDR = 21;
  private static final short NLM_F_REQUEST_DUMP = 0x301;

  private static final int HEADER = 16;
  private static final int IFINFOMSG = 16;
  private static final int IFADDRMSG = 8;
  private static final int ATTRIBUTE = 4;
  private static final int TYPE_MASK = 0x3fff;

  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  private Netlink() {}

  /** A message. */
  public sealed interface Message {}

  /** A link is there, new or changed. */
  public record LinkIs(int index, String name, int flags, int mtu, String kind, int master)
      implements Message {}

  /** A link is gone. */
  public record LinkGone(int index) implements Message {}

  /** A link has an address. */
  public record AddressIs(int index, LinkAddress address) implements Message {}

  /** A link has an address no more. */
  public record AddressGone(int index, LinkAddress address) implements Message {}

  /** A dump is complete. */
  public record Done() implements Message {}

  /** A request failed by an errno. */
  public record Failed(int errno) implements Message {}

  /** A request for all links, or all addresses. */
  public static ByteBuffer dump(short type, int sequence) {
    int length = HEADER + IFINFOMSG;
    return ByteBuffer.allocate(length)
        .order(ByteOrder.nativeOrder())
        .putInt(length)
        .putShort(type)
        .putShort(NLM_F_REQUEST_DUMP)
        .putInt(sequence)
        .clear();
  }

  /** All messages of one datagram; what is cut short or unknown is left out. */
  public static List<Message> parse(ByteBuffer datagram) {
    var messages = new ArrayList<Message>();
    var in = datagram.slice().order(ByteOrder.nativeOrder());
    while (in.remaining() >= HEADER) {
      int start = in.position();
      int length = in.getInt(start);
      if (length < HEADER || length > in.remaining()) {
        break;
      }
      read(in.getShort(start + 4), in.slice(start + HEADER, length - HEADER), messages);
      in.position(Math.min(in.limit(), start + align(length)));
    }
    return messages;
  }

  private static void read(short type, ByteBuffer slice, List<Message> messages) {
    var body = slice.order(ByteOrder.nativeOrder());
    switch (type) {
      case RTM_NEWLINK, RTM_DELLINK -> readLink(type == RTM_NEWLINK, body, messages);
      case RTM_NEWADDR, RTM_DELADDR -> readAddress(type == RTM_NEWADDR, body, messages);
      case NLMSG_DONE -> messages.add(new Done());
      case NLMSG_ERROR -> {
        if (body.remaining() >= 4 && body.getInt(0) != 0) {
          messages.add(new Failed(-body.getInt(0)));
        }
      }
      default -> {
        // Neighbours, routes and the rest were not asked for.
      }
    }
  }

  private static void readLink(boolean is, ByteBuffer body, List<Message> messages) {
    // A bridge tells of its ports under its own family; that is no news of the link itself.
    if (body.remaining() < IFINFOMSG || body.get(0) != 0) {
      return;
    }
    int index = body.getInt(4);
    if (!is) {
      messages.add(new LinkGone(index));
      return;
    }
    var attributes = attributes(body.slice(IFINFOMSG, body.remaining() - IFINFOMSG));
    var name = text(attributes.get(IFLA_IFNAME));
    if (!name.isEmpty()) {
      var info = attributes.get(IFLA_LINKINFO);
      var kind = info == null ? null : attributes(info).get(IFLA_INFO_KIND);
      messages.add(
          new LinkIs(
              index,
              name,
              body.getInt(8),
              number(attributes.get(IFLA_MTU)),
              text(kind),
              number(attributes.get(IFLA_MASTER))));
    }
  }

  private static void readAddress(boolean is, ByteBuffer body, List<Message> messages) {
    if (body.remaining() < IFADDRMSG) {
      return;
    }
    int length = body.get(1) & 0xff;
    int index = body.getInt(4);
    var attributes = attributes(body.slice(IFADDRMSG, body.remaining() - IFADDRMSG));
    // On a point-to-point link IFA_ADDRESS is the far end, IFA_LOCAL is ours.
    var bytes = attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS));
    if (bytes == null || bytes.remaining() != 4 && bytes.remaining() != 16) {
      return;
    }
    var ip = new byte[bytes.remaining()];
    bytes.get(0, ip);
    try {
      var address = new LinkAddress(InetAddress.getByAddress(ip), length);
      messages.add(is ? new AddressIs(index, address) : new AddressGone(index, address));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }

  private static Map<Integer, ByteBuffer> attributes(ByteBuffer slice) {
    var found = new HashMap<Integer, ByteBuffer>();
    var in = slice.order(ByteOrder.nativeOrder());
    while (in.remaining() >= ATTRIBUTE) {
      int start = in.position();
      int length = in.getShort(start) & 0xffff;
      if (length < ATTRIBUTE || length > in.remaining()) {
        break;
      }
      found.put(
          in.getShort(start + 2) & TYPE_MASK,
          in.slice(start + ATTRIBUTE, length - ATTRIBUTE).order(ByteOrder.nativeOrder()));
      in.position(Math.min(in.limit(), start + align(length)));
    }
    return found;
  }

  private static int number(@org.jspecify.annotations.Nullable ByteBuffer value) {
    return value == null || value.remaining() < 4 ? 0 : value.getInt(0);
  }

  private static String text(@org.jspecify.annotations.Nullable ByteBuffer value) {
    if (value == null) {
      return "";
    }
    int end = 0;
    while (end < value.remaining() && value.get(end) != 0) {
      end++;
    }
    var bytes = new byte[end];
    value.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int align(int length) {
    return length + 3 & ~3;
  }
}
