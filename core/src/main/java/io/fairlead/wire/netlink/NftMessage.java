package io.fairlead.wire.netlink;

import org.jspecify.annotations.Nullable;

/** The few messages of nftables (nfnetlink) that tell whether something changed. */
public final class NftMessage {
  /** The group of those who are told of changes to nftables. */
  public static final int CHANGES = 7;

  private static final int SUBSYSTEM = 10 << 8; // NFNL_SUBSYS_NFTABLES
  private static final int GET_GENERATION = SUBSYSTEM | 16;
  private static final int NEW_GENERATION = SUBSYSTEM | 15;
  private static final int FIXED = 4;
  private static final int GENERATION = 1; // NFTA_GEN_ID
  private static final int TABLE = 1; // in messages of every other type

  private NftMessage() {}

  /** Asks for the number that each change to the nftables of a namespace raises. */
  public static Request askGeneration() {
    return Request.of(GET_GENERATION, 0, "look at the nftables", out -> out.u8(0).u8(0).u16(0))
        .needing("nf_tables");
  }

  /** That number, in network order; null where the message says something else. */
  public static @Nullable Integer generation(Message message) {
    if (message.type() == NEW_GENERATION) {
      Attributes attributes = message.attributes(FIXED);
      while (attributes.next()) {
        if (attributes.type() == GENERATION) {
          return attributes.u32();
        }
      }
    }
    return null;
  }

  /** The name of the table that a change is about; empty where it is about none. */
  public static String table(Message message) {
    if ((message.type() & ~0xff) == SUBSYSTEM && message.type() != NEW_GENERATION) {
      Attributes attributes = message.attributes(FIXED);
      while (attributes.next()) {
        if (attributes.type() == TABLE) {
          return attributes.text();
        }
      }
    }
    return "";
  }
}
