package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Holdings.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds what does not fit together, as a pure function of all that is known. */
public final class Fsck {
  private Fsck() {}

  /**
   * All that is known.
   *
   * @param self this node
   * @param entries of this node's journal, or null where it keeps none
   * @param present whether a node's agent is there
   */
  public record Facts(
      String self,
      List<Network> networks,
      List<Block> blocks,
      List<Loan> loans,
      List<NetworkEndpoint> endpoints,
      @Nullable List<Entry> entries,
      Predicate<String> present) {}

  /** All that is wrong, the worst first. */
  public static List<Finding> of(Facts facts) {
    Map<String, Network> networks = new HashMap<>();
    facts.networks.forEach(network -> networks.put(network.name(), network));
    Map<Entry.Place, Loan> loans = new HashMap<>();
    facts.loans.forEach(loan -> loans.put(new Entry.Place(loan.network(), loan.address()), loan));
    List<Finding> found = new ArrayList<>();
    twice(facts, found);
    endpoints(facts, networks, loans, found);
    List<Entry> entries = facts.entries;
    if (entries != null) {
      journal(facts, entries, found);
    }
    blocks(facts, networks, found);
    return found;
  }

  private static void twice(Facts facts, List<Finding> found) {
    Map<Entry.Place, NetworkEndpoint> first = new HashMap<>();
    for (NetworkEndpoint endpoint : facts.endpoints) {
      for (IpAddress address : endpoint.addresses()) {
        NetworkEndpoint other =
            first.putIfAbsent(new Entry.Place(endpoint.network(), address), endpoint);
        if (other != null) {
          found.add(
              new Finding(
                  address.toString(),
                  "is held by " + other.id() + " and by " + endpoint.id(),
                  "restart one of the two containers"));
        }
      }
    }
  }

  private static void endpoints(
      Facts facts,
      Map<String, Network> networks,
      Map<Entry.Place, Loan> loans,
      List<Finding> found) {
    for (NetworkEndpoint endpoint : facts.endpoints) {
      Network network = networks.get(endpoint.network());
      for (IpAddress address : endpoint.addresses()) {
        Pool pool = network == null ? null : network.poolOf(address);
        String holder = "is held by " + endpoint.id();
        if (network == null) {
          found.add(
              new Finding(
                  address.toString(),
                  holder + " on network " + endpoint.network() + ", which is not there",
                  "disconnect the container, or create the network again"));
        } else if (pool == null || !pool.mayHold(address)) {
          found.add(
              new Finding(
                  address.toString(),
                  holder + ", but no pool of network " + network.name() + " gives it",
                  "restart the container"));
        } else {
          Loan loan = loans.get(new Entry.Place(network.name(), address));
          Block block = blockOf(facts, network, pool, address);
          String owner = loan != null ? loan.to() : block == null ? "" : block.node();
          if (!owner.equals(endpoint.id().node())) {
            found.add(
                new Finding(
                    address.toString(),
                    holder
                        + ", but its block is "
                        + (owner.isEmpty() ? "nobody's" : "node " + owner + "'s"),
                    owner.isEmpty()
                        ? "start the agent of node " + endpoint.id().node() + "; it claims it again"
                        : "restart the container"));
          }
        }
      }
    }
  }

  private static @Nullable Block blockOf(
      Facts facts, Network network, Pool pool, IpAddress address) {
    for (Block block : facts.blocks) {
      if (block.network().equals(network.name())
          && block.networkId() == network.id()
          && block.range().equals(pool.blockOf(address))) {
        return block;
      }
    }
    return null;
  }

  private static void journal(Facts facts, List<Entry> entries, List<Finding> found) {
    Set<Entry.Place> held = new HashSet<>();
    for (NetworkEndpoint endpoint : facts.endpoints) {
      if (endpoint.id().node().equals(facts.self)) {
        endpoint
            .addresses()
            .forEach(address -> held.add(new Entry.Place(endpoint.network(), address)));
      }
    }
    Set<Entry.Place> given = new HashSet<>();
    for (Entry entry : entries) {
      Entry.Place place = entry.place();
      if (entry.use() == Entry.Use.GIVEN) {
        given.add(place);
        if (!held.contains(place)) {
          found.add(
              new Finding(
                  entry.address().toString(),
                  "is given to "
                      + (entry.holder().isEmpty() ? "somebody" : entry.holder())
                      + ", but no endpoint of this node has it",
                  "restart the agent of this node: it takes back what nobody has"));
        }
      }
    }
    for (Entry.Place place : held) {
      if (!given.contains(place)) {
        found.add(
            new Finding(
                place.address().toString(),
                "is held by an endpoint of this node, but was not given to it",
                "restart the agent of this node: it writes down what its endpoints have"));
      }
    }
  }

  private static void blocks(Facts facts, Map<String, Network> networks, List<Finding> found) {
    Map<String, List<Block>> seen = new HashMap<>();
    for (Block block : facts.blocks) {
      Network network = networks.get(block.network());
      String range = block.range().toString();
      if (network == null || network.id() != block.networkId()) {
        found.add(
            new Finding(
                range,
                "is a block of network " + block.network() + ", which was removed",
                "'fairlead ipam reclaim' removes it"));
        continue;
      }
      Pool pool = network.poolOf(block.range().first());
      if (pool == null || !pool.blockOf(block.range().first()).equals(block.range())) {
        found.add(
            new Finding(
                range,
                "is no block of a pool of network " + network.name(),
                "stop what is attached to the network on node "
                    + block.node()
                    + ", and remove the network"));
      }
      if (!facts.present.test(block.node())) {
        found.add(
            new Finding(
                range,
                "is held by node " + block.node() + ", which is away",
                "start it, or give its blocks back with 'fairlead node remove "
                    + block.node()
                    + "'"));
      }
      List<Block> others = seen.computeIfAbsent(block.network(), name -> new ArrayList<>());
      for (Block other : others) {
        if (other.range().overlaps(block.range())) {
          found.add(
              new Finding(
                  range,
                  "overlaps the block " + other.range() + " of node " + other.node(),
                  "remove one of the two nodes"));
        }
      }
      others.add(block);
    }
  }
}
