package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.spi.NetworkKeys;

/** Where what this room alone reads stands in the store; all of it under {@code ipam/}. */
final class IpamKeys {
  static final String ALL = "ipam/";

  /** Changed with every pool that comes or goes, so that two never overlap. */
  static final String HEAD = ALL + "head";

  /** The global id of the cluster's IPv6 networks (RFC 4193). */
  static final String ULA = ALL + "ula";

  /** Pools that were given out and are no network's yet. */
  static final String POOLS = ALL + "pools/";

  /** Addresses that another node has than the one that holds the block. */
  static final String LOANS = ALL + "loans/";

  /** Questions to the holders of blocks, by whom is asked. */
  static final String ASKS = ALL + "asks/";

  /** Addresses that go with a container's name. */
  static final String NAMES = ALL + "names/";

  /** There while the agents move to another store: what is claimed then could be claimed twice. */
  static final String MOVE = "migration/plan";

  private IpamKeys() {}

  static String pool(IpPrefix subnet) {
    return POOLS + NetworkKeys.text(subnet);
  }

  static String loansOf(String network) {
    return LOANS + network + "/";
  }

  static String loan(String network, IpAddress address) {
    return loansOf(network) + address;
  }

  static String asksTo(String owner) {
    return ASKS + owner + "/";
  }

  static String ask(String owner, String asker, String number) {
    return asksTo(owner) + asker + "/" + number;
  }

  static String name(String network, String name, boolean v6) {
    return NAMES + network + "/" + name + (v6 ? "/6" : "/4");
  }
}
