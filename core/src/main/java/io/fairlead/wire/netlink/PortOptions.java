package io.fairlead.wire.netlink;

/**
 * How a bridge treats one of its ports.
 *
 * @param isolated whether it exchanges nothing with other isolated ports
 * @param neighSuppress whether ARP and ND towards it are answered from the bridge's own table
 * @param learning whether forwarding entries are learned from what comes in
 * @param flood whether what has no forwarding entry goes out of it
 * @param hairpin whether what comes in may go out of it again
 */
public record PortOptions(
    boolean isolated, boolean neighSuppress, boolean learning, boolean flood, boolean hairpin) {
  /** As the kernel makes a port. */
  public static final PortOptions DEFAULT = new PortOptions(false, false, true, true, false);

  private static final int HAIRPIN = 4; // IFLA_BRPORT_MODE
  private static final int LEARNING = 8;
  private static final int UNICAST_FLOOD = 9;
  private static final int NEIGH_SUPPRESS = 32;
  private static final int ISOLATED = 33;

  void write(MessageWriter out) {
    out.bool(HAIRPIN, hairpin)
        .bool(LEARNING, learning)
        .bool(UNICAST_FLOOD, flood)
        .bool(NEIGH_SUPPRESS, neighSuppress)
        .bool(ISOLATED, isolated);
  }

  static PortOptions read(Attributes data) {
    boolean isolated = false;
    boolean neighSuppress = false;
    boolean learning = true;
    boolean flood = true;
    boolean hairpin = false;
    while (data.next()) {
      switch (data.type()) {
        case HAIRPIN -> hairpin = data.bool();
        case LEARNING -> learning = data.bool();
        case UNICAST_FLOOD -> flood = data.bool();
        case NEIGH_SUPPRESS -> neighSuppress = data.bool();
        case ISOLATED -> isolated = data.bool();
        default -> {}
      }
    }
    return new PortOptions(isolated, neighSuppress, learning, flood, hairpin);
  }
}
