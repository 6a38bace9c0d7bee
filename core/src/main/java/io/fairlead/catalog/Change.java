package io.fairlead.catalog;

import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;

/** One step from a snapshot to the next. What is removed and not known changes nothing. */
public sealed interface Change {
  /** One about what services are made of. */
  sealed interface OfServices extends Change {}

  /** One about nodes; losing one touches the networks that it has endpoints on. */
  sealed interface OfNodes extends Change {}

  /** One about networks. */
  sealed interface OfNetworks extends Change {}

  /** An instance, new or changed. */
  record PutInstance(Instance instance) implements OfServices {}

  /** An instance that is gone. */
  record RemoveInstance(InstanceId id) implements OfServices {}

  /** A node, new or changed; its endpoints count again. */
  record PutNode(Node node) implements OfNodes {}

  /** A node that is gone. Its endpoints stay until it is given up. */
  record RemoveNode(String name) implements OfNodes {}

  /** A node has been away for so long that its endpoints count no more. */
  record GiveUpNode(String name) implements OfNodes {}

  /** A network, new or changed. */
  record PutNetwork(Network network) implements OfNetworks {}

  /** A network that is gone. */
  record RemoveNetwork(String name) implements OfNetworks {}

  /** An endpoint, new or changed. */
  record PutEndpoint(NetworkEndpoint endpoint) implements OfNetworks {}

  /** An endpoint that is gone. */
  record RemoveEndpoint(EndpointId id) implements OfNetworks {}

  /** A block, new or of another node. */
  record PutBlock(Block block) implements OfNetworks {}

  /** A block that is nobody's. */
  record RemoveBlock(String network, IpPrefix range) implements OfNetworks {}
}
