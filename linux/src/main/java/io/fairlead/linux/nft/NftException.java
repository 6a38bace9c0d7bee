package io.fairlead.linux.nft;

/** nftables did not do what was asked; nothing of it was done. The message says what to do next. */
public final class NftException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_QUOTED = 300;
  private static final String NO_LIBRARY = "no library";

  private final String said;

  private NftException(String message, String said) {
    super(message);
    this.said = said;
  }

  static NftException refused(String command, String said) {
    String quoted =
        command.length() <= MOST_QUOTED ? command : command.substring(0, MOST_QUOTED) + "...";
    String reason = said.strip();
    return new NftException(
        "nftables refuses '" + quoted.strip() + "': " + reason + advice(reason), reason);
  }

  static NftException missing(Throwable cause) {
    NftException missing =
        new NftException("libnftables.so.1 is not here: apt-get install libnftables1", NO_LIBRARY);
    missing.initCause(cause);
    return missing;
  }

  /** What nftables said itself. */
  public String said() {
    return said;
  }

  /** Whether what the command is about is not there. */
  public boolean absent() {
    return said.contains("No such file or directory");
  }

  /** Whether there are no nftables here at all: no library, or a kernel without them. */
  public boolean unavailable() {
    return said.equals(NO_LIBRARY)
        || said.contains("Operation not supported")
        || said.contains("Protocol not supported");
  }

  private static String advice(String said) {
    if (said.contains("Operation not permitted")) {
      return "; run this as root, or give it CAP_NET_ADMIN";
    }
    if (said.contains("Operation not supported") || said.contains("Protocol not supported")) {
      return "; this kernel cannot do that: load the nf_tables modules or use one built with them";
    }
    return said.contains("No such file or directory")
        ? "; what it names is not there, or the kernel has no module for it"
        : "";
  }
}
