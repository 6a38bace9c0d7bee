package io.fairlead.wire.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Messages as hex and back. */
final class Bytes {
  private Bytes() {}

  /** A request as the kernel gets it, without its sequence and sender (bytes 8 to 15). */
  static String hex(Request request) {
    ByteBuffer out = ByteBuffer.allocate(4096);
    if (!new MessageWriter(out).add(request, 1)) {
      throw new AssertionError("a request of more than 4096 bytes");
    }
    byte[] written = new byte[out.position()];
    out.flip().get(written);
    return withoutSequence(HexFormat.of().formatHex(written));
  }

  static String withoutSequence(String hex) {
    return hex.substring(0, 16) + hex.substring(32);
  }

  static ByteBuffer of(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  static List<Message> messages(String hex) {
    List<Message> messages = new ArrayList<>();
    Message.each(of(hex), messages::add);
    return messages;
  }

  static Message message(String hex) {
    return messages(hex).getFirst();
  }
}
