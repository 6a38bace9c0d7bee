package io.fairlead.wire.netlink;

/** Bytes that are no netlink message of the kind that was expected. */
public final class MalformedMessage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedMessage(String message) {
    super(message + "; the kernel is newer or older than this program knows, please report it");
  }
}
