package io.fairlead.spi.dataplane;

import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Requirement;
import java.util.List;

/**
 * One way to realise a network. Pure: what it says depends on nothing but the site, and the same
 * site gives the same plan.
 */
public interface Dataplane {
  /** The word for it in {@code --dataplane}: {@code vxlan}. */
  String type();

  /** What a host must have for it. */
  List<Requirement> requires();

  /** What the host should have for this network. */
  HostState plan(Site site);

  /** The end that the container of an own endpoint gets. */
  Interface face(Site site, NetworkEndpoint endpoint);

  /**
   * Why it does not carry this network here, or not to all nodes: a line for each reason, with what
   * to do next. Empty where it carries all.
   */
  List<String> doubts(Site site);
}
