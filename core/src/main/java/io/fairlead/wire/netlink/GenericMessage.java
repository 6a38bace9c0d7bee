package io.fairlead.wire.netlink;

import org.jspecify.annotations.Nullable;

/** Generic netlink: families of messages whose numbers the kernel hands out as it likes. */
public final class GenericMessage {
  private static final int CONTROL = 0x10; // GENL_ID_CTRL
  private static final int NEW_FAMILY = 1;
  private static final int GET_FAMILY = 3;
  private static final int FAMILY_ID = 1;
  private static final int FAMILY_NAME = 2;
  private static final int FIXED = 4;

  private GenericMessage() {}

  /** Asks for the number of a family. */
  public static Request ask(String family) {
    return Request.of(
            CONTROL,
            0,
            "look for the family " + family,
            out -> header(out, GET_FAMILY, 1).text(FAMILY_NAME, family))
        .needing(family);
  }

  /** That number; null where the message says something else. */
  public static @Nullable Integer family(Message message) {
    if (message.type() == CONTROL && message.u8(0) == NEW_FAMILY) {
      Attributes attributes = message.attributes(FIXED);
      while (attributes.next()) {
        if (attributes.type() == FAMILY_ID) {
          return attributes.u16();
        }
      }
    }
    return null;
  }

  static MessageWriter header(MessageWriter out, int command, int version) {
    return out.u8(command).u8(version).u16(0);
  }
}
