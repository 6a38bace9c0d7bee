package io.fairlead.wire.netlink;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel did not do, and why, for people.
 *
 * @param what the request, as in {@code create vxlan flx7}
 * @param feature the kernel's feature that the request needs, a module or an option that it is
 *     built with, or null
 * @param said what the kernel said beside the number, or null
 */
public record Refusal(int errno, String what, @Nullable String feature, @Nullable String said) {
  /** The refusal in an ack. */
  public static Refusal of(Request request, Ack ack) {
    return new Refusal(ack.errno(), request.what(), request.feature(), ack.text());
  }

  /** Whether the kernel says that what was to be made is there. */
  public boolean exists() {
    return errno == Errno.EEXIST;
  }

  /** Whether the kernel says that what it is about is not there. */
  public boolean absent() {
    return errno == Errno.ENOENT
        || errno == Errno.ENODEV
        || errno == Errno.ESRCH
        || errno == Errno.ENXIO
        || errno == Errno.EADDRNOTAVAIL;
  }

  /** Whether the same request may succeed later, without anybody mending anything. */
  public boolean retryable() {
    return switch (errno) {
      case Errno.EAGAIN,
          Errno.EINTR,
          Errno.EBUSY,
          Errno.ENOBUFS,
          Errno.ENOMEM,
          Errno.ETIMEDOUT,
          Errno.ENETDOWN,
          Errno.ENODEV ->
          true;
      default -> false;
    };
  }

  /** One line: what, why, and what to do next. */
  public String text() {
    StringBuilder text = new StringBuilder("cannot ").append(what).append(": ");
    if (said != null && !said.isEmpty()) {
      text.append("the kernel says '").append(said).append("', ");
    }
    return text.append(Errno.name(errno)).append(", ").append(advice()).toString();
  }

  private String advice() {
    boolean unsupported =
        errno == Errno.EOPNOTSUPP
            || errno == Errno.EPFNOSUPPORT
            || errno == Errno.EAFNOSUPPORT
            || errno == Errno.EPROTONOSUPPORT;
    if (unsupported && feature != null && feature.startsWith("CONFIG_")) {
      return "this kernel was built without " + feature + ": use one that has it";
    }
    return unsupported && feature != null
        ? "this kernel has no "
            + feature
            + ": load the module (modprobe "
            + feature
            + ") or use a kernel that was built with it"
        : Errno.words(errno);
  }
}
