package io.fairlead.wire.netlink;

import org.jspecify.annotations.Nullable;

/**
 * A message to the kernel.
 *
 * @param type the message's type
 * @param flags beside {@link Netlink#REQUEST}
 * @param what names it in errors, as in {@code create link flv1}
 * @param feature what the kernel must have been built with for it, as in {@code vxlan}, or null
 * @param body writes what comes after the header
 */
public record Request(int type, int flags, String what, @Nullable String feature, Body body) {
  /** What comes after the header. */
  @FunctionalInterface
  public interface Body {
    /** Writes it; the same each time. */
    void write(MessageWriter out);
  }

  static Request of(int type, int flags, String what, Body body) {
    return new Request(type, flags | Netlink.ACK, what, null, body);
  }

  Request needing(String kernelFeature) {
    return new Request(type, flags, what, kernelFeature, body);
  }
}
