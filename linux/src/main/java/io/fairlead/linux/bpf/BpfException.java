package io.fairlead.linux.bpf;

import io.fairlead.wire.netlink.Errno;

/** The kernel refused something of BPF. The message says what to do next. */
public final class BpfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  BpfException(String what, int errno) {
    this(what, errno, Errno.words(errno));
  }

  BpfException(String what, int errno, String why) {
    super(what + " failed: " + Errno.name(errno) + ", " + why);
    this.errno = errno;
  }

  /** The kernel's number for it. */
  public int errno() {
    return errno;
  }

  /** Whether what was asked about is not there. */
  public boolean absent() {
    return errno == Errno.ENOENT;
  }
}
