package io.fairlead.linux.rtnetlink;

import io.fairlead.wire.netlink.Refusal;

/** The kernel did not do what was asked. The message says what to do next. */
public final class NetlinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  NetlinkException(Refusal refusal) {
    super(refusal.text());
    this.refusal = refusal;
  }

  /** What was refused, and why. */
  public Refusal refusal() {
    return refusal;
  }
}
