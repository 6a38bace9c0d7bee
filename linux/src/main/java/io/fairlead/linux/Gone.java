package io.fairlead.linux;

import io.fairlead.linux.sys.SysException;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.Errno;

/** A sandbox is not there: its container has ended, or has not begun. */
final class Gone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;

  private Gone(String why, Throwable cause) {
    super(why, cause);
    this.why = why;
  }

  /** What to throw where a sandbox could not be entered. */
  static RuntimeException where(Sandbox sandbox, SysException e) {
    return switch (e.errno()) {
      case Errno.ENOENT, Errno.EINVAL, Errno.ENOTDIR, Errno.ESRCH ->
          new Gone("the sandbox " + sandbox + " is not there: its container may have ended", e);
      default -> e;
    };
  }

  String why() {
    return why;
  }
}
