package io.fairlead.model.net;

import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network that spans the cluster. The identifiers that engines give it are each node's own and no
 * part of it.
 *
 * @param name unique in the cluster
 * @param id tells it from one of the same name that was removed, and on the wire from all others: 1
 *     to 2^24-1, as VXLAN has it
 * @param dataplane how it is realised: a dataplane's type, or {@link #AUTO}
 * @param pools where its addresses come from, of both families; those listed first fill first
 * @param options what was asked for
 * @param labels free facts
 * @param cause what made it
 */
public record Network(
    String name,
    int id,
    String dataplane,
    List<Pool> pools,
    Options options,
    Map<String, String> labels,
    Cause cause) {
  /** The dataplane that is chosen for each pair of nodes. */
  public static final String AUTO = "auto";

  /** The greatest id. */
  public static final int MAX_ID = (1 << 24) - 1;

  private static final int MAX_POOLS = 16;

  public Network {
    NetworkName.require("network.name", name);
    InvalidField.unless(
        id >= 1 && id <= MAX_ID, "network.id", id + " is out of range; use 1 to " + MAX_ID);
    InvalidField.unless(
        dataplane.matches("[a-z][a-z0-9-]{0,31}"),
        "network.dataplane",
        "'" + dataplane + "' is no dataplane; use '" + AUTO + "' or a type, as vxlan");
    pools = List.copyOf(pools);
    labels = Map.copyOf(labels);
    InvalidField.unless(
        !pools.isEmpty() && pools.size() <= MAX_POOLS,
        "network.pools",
        "holds " + pools.size() + " pools; use 1 to " + MAX_POOLS);
    for (int i = 0; i < pools.size(); i++) {
      for (int j = 0; j < i; j++) {
        InvalidField.unless(
            !pools.get(i).subnet().overlaps(pools.get(j).subnet()),
            "network.pools",
            pools.get(i).subnet() + " overlaps " + pools.get(j).subnet() + "; choose another");
      }
    }
  }

  /** The pools of one family. */
  public List<Pool> pools(boolean v6) {
    return pools.stream().filter(pool -> pool.isV6() == v6).toList();
  }

  /** The pool that an address is of, or null. */
  public @Nullable Pool poolOf(IpAddress address) {
    for (Pool pool : pools) {
      if (pool.subnet().contains(address)) {
        return pool;
      }
    }
    return null;
  }

  /** Whether its containers have their host's hardware address and none of their own. */
  public boolean sharesMac() {
    return dataplane.equals("ipvlan");
  }

  /** Whether both families have a pool. */
  public boolean isDualStack() {
    return Stream.of(true, false).noneMatch(v6 -> pools(v6).isEmpty());
  }

  /**
   * What was asked for.
   *
   * @param mtu of its interfaces, or 0 for what its dataplane carries
   * @param encrypted whether its traffic between nodes must be encrypted
   * @param internal whether it has no way out
   * @param icc whether its containers reach each other where no rule says so
   * @param multicast whether multicast and broadcast reach all its containers
   * @param more what only its dataplane understands
   */
  public record Options(
      int mtu,
      boolean encrypted,
      boolean internal,
      boolean icc,
      boolean multicast,
      Map<String, String> more) {
    /** What holds where nobody asks for anything. */
    public static final Options USUAL = new Options(0, false, false, true, false, Map.of());

    // Below 576 IPv4 cannot be carried (RFC 791), below 1280 no IPv6 (RFC 8200).
    private static final int LEAST_MTU = 576;
    private static final int MOST_MTU = 65535;

    public Options {
      InvalidField.unless(
          mtu == 0 || (mtu >= LEAST_MTU && mtu <= MOST_MTU),
          "options.mtu",
          mtu + " carries no traffic; use " + LEAST_MTU + " to " + MOST_MTU + ", or 0");
      more = Map.copyOf(more);
    }
  }
}
