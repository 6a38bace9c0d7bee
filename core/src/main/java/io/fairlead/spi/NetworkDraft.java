package io.fairlead.spi;

import io.fairlead.model.Cause;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import java.util.List;
import java.util.Map;

/** A network as somebody wants it: all but its id. */
public record NetworkDraft(
    String name,
    String dataplane,
    List<Pool> pools,
    Network.Options options,
    Map<String, String> labels,
    Cause cause) {
  public NetworkDraft {
    pools = List.copyOf(pools);
    labels = Map.copyOf(labels);
  }

  /**
   * The network.
   *
   * @throws io.fairlead.model.InvalidField where it cannot be one
   */
  public Network with(int id) {
    return new Network(name, id, dataplane, pools, options, labels, cause);
  }
}
