// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Every kind of message that arrives on a stream, with its parser and random samples. */
enum MessageKind {
  GREETING(Socks5Greeting::parse) {
    @Override
    SocksMessage sample(Random random) {
      var methods = new ArrayList<Integer>();
      int count = random.nextInt(256);
      while (methods.size() < count) {
        methods.add(random.nextInt(256));
      }
      return new Socks5Greeting(methods);
    }
  },
  METHOD_CHOICE(Socks5MethodChoice::parse) {
    @Override
    SocksMessage sample(Random random) {
      return new Socks5MethodChoice(random.nextInt(256));
    }
  },
  USER_PASS_REQUEST(UserPassRequest::parse) {
    @Override
    SocksMessage sample(Random random) {
      return new UserPassRequest(bytes(random, 1), bytes(random, 1));
    }
  },
  USER_PASS_REPLY(UserPassReply::parse) {
    @Override
    SocksMessage sample(Random random) {
      return new UserPassReply(random.nextInt(256));
    }
  },
  REQUEST5(Socks5Request::parse) {
    @Override
    SocksMessage sample(Random random) {
      return new Socks5Request(random.nextInt(256), address(random));
    }
  },
  REPLY5(Socks5Reply::parse) {
    @Override
    SocksMessage sample(Random random) {
      return new Socks5Reply(random.nextInt(256), address(random));
    }
  },
  REQUEST4(Socks4Request::parse) {
    @Override
    SocksMessage sample(Random random) {
      byte[] user = bytes(random, 0);
      for (int i = 0; i < user.length; i++) {
        user[i] = user[i] == 0 ? 1 : user[i];
      }
      var destination = random.nextBoolean() ? domain(random) : ipv4(random);
      return new Socks4Request(random.nextInt(256), user, destination);
    }
  },
  REPLY4(Socks4Reply::parse) {
    @Override
    SocksMessage sample(Random random) {
      return new Socks4Reply(random.nextInt(256), ipv4(random));
    }
  };

  /** A static {@code parse} method. */
  interface Parser {
    @Nullable SocksMessage parse(ByteBuf in) throws SocksProtocolException;
  }

  private final Parser parser;

  MessageKind(Parser parser) {
    this.parser = parser;
  }

  abstract SocksMessage sample(Random random);

  @Nullable SocksMessage parse(ByteBuf in) throws SocksProtocolException {
    return parser.parse(in);
  }

  @Nullable SocksMessage parse(byte[] bytes) throws SocksProtocolException {
    return parser.parse(Unpooled.wrappedBuffer(bytes));
  }

  static byte[] emitted(SocksMessage message) {
    var out = Unpooled.buffer();
    message.emit(out);
    var bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  static SocksAddress address(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> ipv4(random);
      case 1 -> {
        var ip = new byte[16];
        random.nextBytes(ip);
        ip[0] = 0x20;
        yield SocksAddress.of(ip, random.nextInt(65536));
      }
      default -> domain(random);
    };
  }

  static SocksAddress ipv4(Random random) {
    var ip = new byte[4];
    random.nextBytes(ip);
    ip[0] = (byte) (1 + random.nextInt(255));
    return SocksAddress.of(ip, random.nextInt(65536));
  }

  static SocksAddress domain(Random random) {
    var name = new StringBuilder();
    int length = 1 + random.nextInt(255);
    while (name.length() < length) {
      name.append((char) ('!' + random.nextInt(0x7f - '!')));
    }
    return new SocksAddress.Name(name.toString(), random.nextInt(65536));
  }

  static byte[] bytes(Random random, int least) {
    var bytes = new byte[least + random.nextInt(256 - least)];
    random.nextBytes(bytes);
    return bytes;
  }
}
