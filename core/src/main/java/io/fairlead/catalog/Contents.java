package io.fairlead.catalog;

import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.ArrayList;
import java.util.List;

/** All that a snapshot is made of, in no order. Filled by one thread. */
record Contents(
    List<Instance> instances,
    List<Node> nodes,
    List<Network> networks,
    List<NetworkEndpoint> endpoints,
    List<Block> blocks) {
  /** Nothing yet. */
  Contents() {
    this(
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }

  /** Takes what {@code change} puts; removals are left out. */
  void add(Change change) {
    switch (change) {
      case Change.PutInstance(Instance instance) -> instances.add(instance);
      case Change.PutNode(Node node) -> nodes.add(node);
      case Change.PutNetwork(Network network) -> networks.add(network);
      case Change.PutEndpoint(NetworkEndpoint endpoint) -> endpoints.add(endpoint);
      case Change.PutBlock(Block block) -> blocks.add(block);
      case Change.RemoveInstance gone -> {}
      case Change.RemoveNode gone -> {}
      case Change.GiveUpNode gone -> {}
      case Change.RemoveNetwork gone -> {}
      case Change.RemoveEndpoint gone -> {}
      case Change.RemoveBlock gone -> {}
    }
  }
}
