package io.fairlead.linux.sys;

import io.fairlead.wire.netlink.Errno;

/** A call to the kernel failed. The message says what to do next. */
public final class SysException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /** The failure of {@code what} with this number. */
  public SysException(String what, int errno) {
    super(what + " failed: " + Errno.name(errno) + ", " + Errno.words(errno));
    this.errno = errno;
  }

  /** The kernel's number for it. */
  public int errno() {
    return errno;
  }
}
