package io.fairlead.model.net;

import io.fairlead.model.Cause;
import io.fairlead.model.DnsLabel;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpPrefix;

/**
 * A part of a pool that one node gives addresses from without asking anybody.
 *
 * @param network the network's name
 * @param networkId the network's id: a block outlives a network that was removed and made again
 * @param range the addresses, as a network
 * @param node whose it is
 * @param cause what made it so, and since when
 */
public record Block(String network, int networkId, IpPrefix range, String node, Cause cause) {
  public Block {
    NetworkName.require("block.network", network);
    InvalidField.unless(
        networkId >= 1 && networkId <= Network.MAX_ID,
        "block.network_id",
        networkId + " is out of range; use 1 to " + Network.MAX_ID);
    InvalidField.unless(
        range.isNetwork(), "block.range", range + " has host bits; write " + range.network());
    DnsLabel.require("block.node", node);
  }
}
