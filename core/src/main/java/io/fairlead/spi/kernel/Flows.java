package io.fairlead.spi.kernel;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.FlowMessage;
import java.util.List;
import java.util.Set;

/** The flows that a host's kernel remembers. Used by one thread at a time. */
public interface Flows {
  /**
   * Flows of TCP and UDP.
   *
   * @throws KernelException where they cannot be seen; the message says what the kernel lacks
   */
  List<FlowMessage> list(FlowMessage.Filter filter);

  /**
   * The addresses of the host itself.
   *
   * @throws KernelException where they cannot be seen
   */
  Set<IpAddress> own();

  /**
   * Has the kernel forget these: the next packet of each is looked at as if it were its first. One
   * that has ended is no failure.
   *
   * @return how many were forgotten
   * @throws KernelException where the kernel refuses
   */
  int forget(List<FlowMessage> flows);
}
