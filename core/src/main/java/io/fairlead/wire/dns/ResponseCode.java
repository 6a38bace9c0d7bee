package io.fairlead.wire.dns;

/** How a query ended, as the number on the wire (RFC 1035 section 4.1.1, RFC 6891 section 9). */
public final class ResponseCode {
  public static final int NOERROR = 0;
  public static final int FORMERR = 1;
  public static final int SERVFAIL = 2;
  public static final int NXDOMAIN = 3;
  public static final int NOTIMP = 4;
  public static final int REFUSED = 5;

  /** An EDNS version that is not spoken here; its upper bits travel in the OPT record. */
  public static final int BADVERS = 16;

  private ResponseCode() {}

  /** The code's name; {@code RCODE9} for those without one here. */
  public static String name(int code) {
    return switch (code) {
      case NOERROR -> "NOERROR";
      case FORMERR -> "FORMERR";
      case SERVFAIL -> "SERVFAIL";
      case NXDOMAIN -> "NXDOMAIN";
      case NOTIMP -> "NOTIMP";
      case REFUSED -> "REFUSED";
      case BADVERS -> "BADVERS";
      default -> "RCODE" + code;
    };
  }
}
