package io.fairlead.wire.netlink;

/** The kernel's error numbers, and what they mean for what this program asks. */
public final class Errno {
  /** Not allowed. */
  public static final int EPERM = 1;

  /** Not there. */
  public static final int ENOENT = 2;

  /** No such process, or no such entry. */
  public static final int ESRCH = 3;

  /** Interrupted by a signal. */
  public static final int EINTR = 4;

  /** No such device. */
  public static final int ENXIO = 6;

  /** Nothing there yet. */
  public static final int EAGAIN = 11;

  /** Out of memory. */
  public static final int ENOMEM = 12;

  /** Not allowed. */
  public static final int EACCES = 13;

  /** In use. */
  public static final int EBUSY = 16;

  /** There already. */
  public static final int EEXIST = 17;

  /** No such device. */
  public static final int ENODEV = 19;

  /** Not a directory. */
  public static final int ENOTDIR = 20;

  /** Not valid. */
  public static final int EINVAL = 22;

  /** Too many open files. */
  public static final int EMFILE = 24;

  /** Read-only. */
  public static final int EROFS = 30;

  /** Out of range. */
  public static final int ERANGE = 34;

  /** Not known to this kernel. */
  public static final int ENOSYS = 38;

  /** Protocol not known. */
  public static final int EPROTONOSUPPORT = 93;

  /** Not supported. */
  public static final int EOPNOTSUPP = 95;

  /** Protocol family not known. */
  public static final int EPFNOSUPPORT = 96;

  /** Address family not known. */
  public static final int EAFNOSUPPORT = 97;

  /** In use. */
  public static final int EADDRINUSE = 98;

  /** No such address. */
  public static final int EADDRNOTAVAIL = 99;

  /** The link is switched off. */
  public static final int ENETDOWN = 100;

  /** No route there. */
  public static final int ENETUNREACH = 101;

  /** More than the socket's buffer held. */
  public static final int ENOBUFS = 105;

  /** Not connected. */
  public static final int ENOTCONN = 107;

  /** Not in time. */
  public static final int ETIMEDOUT = 110;

  /** No route to the host. */
  public static final int EHOSTUNREACH = 113;

  private Errno() {}

  /** The number's name, as in {@code EEXIST}. */
  public static String name(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case ESRCH -> "ESRCH";
      case EINTR -> "EINTR";
      case ENXIO -> "ENXIO";
      case EAGAIN -> "EAGAIN";
      case ENOMEM -> "ENOMEM";
      case EACCES -> "EACCES";
      case EBUSY -> "EBUSY";
      case EEXIST -> "EEXIST";
      case ENODEV -> "ENODEV";
      case ENOTDIR -> "ENOTDIR";
      case EINVAL -> "EINVAL";
      case EMFILE -> "EMFILE";
      case EROFS -> "EROFS";
      case ERANGE -> "ERANGE";
      case ENOSYS -> "ENOSYS";
      case EPROTONOSUPPORT -> "EPROTONOSUPPORT";
      case EOPNOTSUPP -> "EOPNOTSUPP";
      case EPFNOSUPPORT -> "EPFNOSUPPORT";
      case EAFNOSUPPORT -> "EAFNOSUPPORT";
      case EADDRINUSE -> "EADDRINUSE";
      case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
      case ENETDOWN -> "ENETDOWN";
      case ENETUNREACH -> "ENETUNREACH";
      case ENOBUFS -> "ENOBUFS";
      case ENOTCONN -> "ENOTCONN";
      case ETIMEDOUT -> "ETIMEDOUT";
      case EHOSTUNREACH -> "EHOSTUNREACH";
      default -> "error " + errno;
    };
  }

  /** What it means, and what to do next. */
  public static String words(int errno) {
    return switch (errno) {
      case EPERM, EACCES ->
          "this process may not: run it as root, or give it CAP_NET_ADMIN (and CAP_SYS_ADMIN for"
              + " network namespaces)";
      case ENOENT, ESRCH -> "it is not there: somebody else may have removed it, try again";
      case ENXIO, ENODEV -> "there is no such link: see 'ip link', it may have been removed";
      case EEXIST -> "there is one already that is not ours: rename or remove it";
      case EBUSY -> "something else uses it: see 'ip -d link', free it, or try again";
      case EADDRINUSE -> "somebody else uses it: choose another";
      case EADDRNOTAVAIL -> "the link does not have this address";
      case ENETDOWN -> "the link is switched off: switch it on first";
      case ENETUNREACH, EHOSTUNREACH ->
          "the next hop is on no network of this host: add its address or route first";
      case EINVAL, ERANGE ->
          "the kernel does not take this value: it is out of range, or does not fit what is there";
      case EOPNOTSUPP, EPROTONOSUPPORT, EPFNOSUPPORT, EAFNOSUPPORT, ENOSYS ->
          "this kernel cannot do that: use one that was built with it";
      case EROFS -> "the file system is read-only: mount it writable, or run with --privileged";
      case EMFILE -> "too many open files: raise the limit (ulimit -n)";
      case ENOMEM, ENOBUFS -> "the kernel is out of memory for this: try again";
      case EAGAIN, EINTR, ETIMEDOUT -> "not done in time: try again";
      case ENOTDIR -> "a part of the path is no directory";
      case ENOTCONN -> "the other end is not there yet";
      default -> "see 'man errno'";
    };
  }
}
