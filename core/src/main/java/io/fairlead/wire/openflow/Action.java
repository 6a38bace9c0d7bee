package io.fairlead.wire.openflow;

import io.fairlead.wire.netlink.HardwareAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** What is done with a flow's frames (ONF TS-006, 7.2.5). */
public sealed interface Action {
  /** The port of the host itself. */
  long LOCAL = 0xffff_fffeL;

  /** All ports but the one that the frame came from. */
  long FLOOD = 0xffff_fffbL;

  /** Send it out of a port. */
  record Output(long port) implements Action {}

  /** Give it this destination. */
  record SetDestination(HardwareAddress mac) implements Action {}

  /** Something that is not known here: its bytes in hexadecimal. */
  record Other(String hex) implements Action {}

  /** Its bytes. */
  default byte[] bytes() {
    return switch (this) {
      case Output(long port) ->
          ByteBuffer.allocate(16)
              .putShort((short) 0)
              .putShort((short) 16)
              .putInt((int) port)
              .putShort((short) 0)
              .array();
      case SetDestination(HardwareAddress mac) ->
          ByteBuffer.allocate(16)
              .putShort((short) 25)
              .putShort((short) 16)
              .putShort((short) 0x8000)
              .put((byte) (3 << 1))
              .put((byte) 6)
              .put(mac.octets())
              .array();
      case Other(String hex) -> HexFormat.of().parseHex(hex);
    };
  }

  /** What its bytes say, all of them. */
  static Action read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length == 16 && in.getInt() == 16) {
      return new Output(in.getInt() & 0xffff_ffffL);
    }
    if (bytes.length == 16 && in.getInt(0) == (25 << 16 | 16) && in.getInt(4) == 0x8000_0606) {
      byte[] octets = new byte[6];
      in.get(8, octets);
      return new SetDestination(HardwareAddress.of(octets));
    }
    return new Other(HexFormat.of().formatHex(bytes));
  }
}
