package io.fairlead.wire.dns;

import java.util.Locale;

/** The record types that Fairlead speaks, as their numbers on the wire. */
public final class RecordType {
  public static final int A = 1;
  public static final int NS = 2;
  public static final int SOA = 6;
  public static final int PTR = 12;
  public static final int HINFO = 13;
  public static final int TXT = 16;
  public static final int AAAA = 28;
  public static final int SRV = 33;
  public static final int OPT = 41;
  public static final int IXFR = 251;
  public static final int AXFR = 252;
  public static final int ANY = 255;

  private static final String UNKNOWN_PREFIX = "TYPE";

  private RecordType() {}

  /** The type's name; {@code TYPE65} for those without one here (RFC 3597). */
  public static String name(int type) {
    return switch (type) {
      case A -> "A";
      case NS -> "NS";
      case SOA -> "SOA";
      case PTR -> "PTR";
      case HINFO -> "HINFO";
      case TXT -> "TXT";
      case AAAA -> "AAAA";
      case SRV -> "SRV";
      case OPT -> "OPT";
      case IXFR -> "IXFR";
      case AXFR -> "AXFR";
      case ANY -> "ANY";
      default -> UNKNOWN_PREFIX + type;
    };
  }

  /** The number of a name that {@link #name} gives, in any case, or -1. */
  public static int parse(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "A" -> A;
      case "NS" -> NS;
      case "SOA" -> SOA;
      case "PTR" -> PTR;
      case "HINFO" -> HINFO;
      case "TXT" -> TXT;
      case "AAAA" -> AAAA;
      case "SRV" -> SRV;
      case "ANY" -> ANY;
      default ->
          upper.matches(UNKNOWN_PREFIX + "\\d{1,4}")
              ? Integer.parseInt(upper, 4, upper.length(), 10)
              : -1;
    };
  }
}
