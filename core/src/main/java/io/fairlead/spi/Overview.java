package io.fairlead.spi;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has which address. What other nodes lent without an endpoint, and what rests with them, is
 * known to them alone.
 *
 * @param networks by name
 * @param blocks by network and address
 * @param addresses by network and address
 */
public record Overview(List<Network> networks, List<BlockUse> blocks, List<AddressUse> addresses) {
  public Overview {
    networks = List.copyOf(networks);
    blocks = List.copyOf(blocks);
    addresses = List.copyOf(addresses);
  }

  /**
   * How full a block is.
   *
   * @param size addresses that containers may have
   * @param held those that somebody has, whoever it is
   * @param resting those that cool, as far as this node knows
   */
  public record BlockUse(Block block, int size, int held, int resting) {}

  /** What is done with an address. */
  public enum State {
    /** An endpoint has it. */
    HELD,
    /** It is given to an endpoint that the catalog does not show. */
    GIVEN,
    /** Its block's node let another have it, which does not show it yet. */
    LENT,
    /** It was given back not long ago. */
    COOLING
  }

  /**
   * One address.
   *
   * @param node that has it
   * @param holder the endpoint, or empty where it is not known
   * @param name the container's, or empty
   * @param owner the node of its block, or empty where the block is nobody's
   * @param since when
   * @param until while it cools, when anybody may have it
   */
  public record AddressUse(
      String network,
      IpAddress address,
      String node,
      String holder,
      String name,
      State state,
      String owner,
      Instant since,
      @Nullable Instant until) {}
}
