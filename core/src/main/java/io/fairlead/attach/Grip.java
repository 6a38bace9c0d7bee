package io.fairlead.attach;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.HostPorts;
import java.util.ArrayList;
import java.util.List;

/** A published port that is kept from this host's processes, in each family that it is of. */
record Grip(List<HostPorts.Hold> holds) {
  /**
   * Takes it.
   *
   * @throws AttachRefused where it cannot be, whoever has what
   */
  static Grip of(HostPorts host, NetworkEndpoint endpoint, PublishedPort port)
      throws HostPorts.Taken {
    List<HostPorts.Hold> holds = new ArrayList<>();
    boolean done = false;
    try {
      for (boolean v6 : new boolean[] {false, true}) {
        if (port.isOf(v6) && (v6 ? endpoint.v6() : endpoint.v4()) != null) {
          IpAddress one = port.oneAddress();
          IpAddress all = v6 ? IpAddress.v6(0, 0) : IpAddress.v4(0);
          holds.add(host.hold(port.protocol(), one != null ? one : all, port.hostPort()));
        }
      }
      if (holds.isEmpty()) {
        throw new AttachRefused(
            "port "
                + port.text()
                + " is wanted on "
                + port.hostAddress()
                + ", and the container has no address of that family on network "
                + endpoint.network()
                + "; publish it on an address of the other",
            false);
      }
      done = true;
      return new Grip(holds);
    } finally {
      if (!done) {
        new Grip(holds).close();
      }
    }
  }

  void close() {
    holds.forEach(HostPorts.Hold::close);
  }
}
