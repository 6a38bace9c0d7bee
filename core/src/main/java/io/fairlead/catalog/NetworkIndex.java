package io.fairlead.catalog;

import io.fairlead.model.Revision;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.Iterator;

/**
 * What a snapshot holds of networks; the same object for as long as nothing of it changed.
 *
 * @param networks by name, those of which anything is known
 * @param endpoints all, those of nodes that were given up too
 * @param givenUp the nodes whose endpoints count no more
 * @param modified when any network last changed
 * @param ended when any network last ended
 */
record NetworkIndex(
    PersistentMap<String, NetworkMembers> networks,
    PersistentMap<EndpointId, NetworkEndpoint> endpoints,
    PersistentMap<String, String> givenUp,
    Revision modified,
    Revision ended) {
  static final NetworkIndex EMPTY =
      new NetworkIndex(
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          Revision.ZERO,
          Revision.ZERO);

  NetworkMembers members(String network) {
    NetworkMembers members = networks.get(network);
    return members == null ? NetworkMembers.NONE : members;
  }

  /** The endpoints of this node and of those after it. */
  Iterator<NetworkEndpoint> endpointsFrom(String node) {
    return endpoints.from(new EndpointId(node, "-")); // no id comes before it
  }

  boolean counts(NetworkEndpoint endpoint) {
    return givenUp.size() == 0 || givenUp.get(endpoint.id().node()) == null;
  }
}
