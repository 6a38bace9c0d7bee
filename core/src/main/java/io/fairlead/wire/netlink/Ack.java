package io.fairlead.wire.netlink;

import org.jspecify.annotations.Nullable;

/**
 * The kernel's word on a request.
 *
 * @param errno 0 where it was done
 * @param text what the kernel says about it beside the number, or null
 */
public record Ack(int errno, @Nullable String text) {
  private static final int MESSAGE = 1; // NLMSGERR_ATTR_MSG

  /** Reads a message of type {@link Netlink#ERROR} or the end of a dump. */
  public static Ack of(Message message) {
    if (message.type() == Netlink.DONE) {
      boolean told = message.to() - message.from() >= 4;
      return new Ack(told ? Math.negateExact(Math.min(0, bounded(message.u32(0)))) : 0, null);
    }
    int errno = -bounded(message.u32(0));
    boolean extended = (message.flags() & Netlink.EXTENDED_ACK) != 0;
    return new Ack(errno, extended ? text(message) : null);
  }

  private static int bounded(int error) {
    if (error > 0 || error < -4095) {
      throw new MalformedMessage("an error has the number " + error);
    }
    return error;
  }

  private static @Nullable String text(Message message) {
    // The request's header is always repeated; its body is, unless the ack is capped.
    int repeated = Netlink.HEADER;
    if ((message.flags() & Netlink.CAPPED) == 0) {
      int length = message.u32(4);
      if (length < Netlink.HEADER || length > message.to() - message.from()) {
        throw new MalformedMessage("an ack repeats a request of " + length + " bytes");
      }
      repeated = Netlink.align(length);
    }
    Attributes attributes = message.attributes(4 + repeated);
    while (attributes.next()) {
      if (attributes.type() == MESSAGE) {
        return attributes.text();
      }
    }
    return null;
  }
}
