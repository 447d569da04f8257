// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of RESOLVED (tor-spec §6.4).
 *
 * @param answers in the order of the relay; those of kinds that we do not know are left out
 */
public record ResolvedMessage(List<ResolvedAnswer> answers) {

  private static final int HOST_NAME = 0;
  private static final int IPV4 = 4;
  private static final int IPV6 = 6;
  private static final int TEMPORARY = 0xf0;
  private static final int FINAL = 0xf1;

  public ResolvedMessage {
    answers = List.copyOf(answers);
  }

  /** Reads a body. */
  public static ResolvedMessage parse(ByteReader in) throws ProtocolViolation {
    var answers = new ArrayList<ResolvedAnswer>();
    while (in.remaining() > 0) {
      int type = in.u8();
      byte[] value = in.bytes(in.u8());
      long ttl = in.u32();
      switch (type) {
        case IPV4, IPV6 -> {
          if (value.length != (type == IPV4 ? 4 : 16)) {
            throw new ProtocolViolation(
                Reason.MALFORMED, "an address of " + value.length + " bytes in RESOLVED");
          }
          answers.add(new ResolvedAnswer.Address(Addresses.parse(value), ttl));
        }
        case HOST_NAME -> {
          if (!HostNames.isName(value)) {
            throw new ProtocolViolation(Reason.MALFORMED, "a name in RESOLVED that is none");
          }
          String name = new String(value, StandardCharsets.US_ASCII);
          answers.add(new ResolvedAnswer.HostName(name, ttl));
        }
        case TEMPORARY, FINAL -> answers.add(new ResolvedAnswer.Failure(type == TEMPORARY, ttl));
        default -> {}
      }
    }
    return new ResolvedMessage(answers);
  }

  /** The body as it travels. */
  public byte[] encoded() {
    var out = new ByteWriter();
    for (ResolvedAnswer answer : answers) {
      switch (answer) {
        case ResolvedAnswer.Address(var address, var ttl) -> {
          byte[] bytes = address.getAddress();
          out.u8(bytes.length == 4 ? IPV4 : IPV6).u8(bytes.length).bytes(bytes).u32(ttl);
        }
        case ResolvedAnswer.HostName(var name, var ttl) ->
            out.u8(HOST_NAME).u8(name.length()).ascii(name).u32(ttl);
        case ResolvedAnswer.Failure(var temporary, var ttl) ->
            out.u8(temporary ? TEMPORARY : FINAL).u8(0).u32(ttl);
      }
    }
    return out.toByteArray();
  }
}
