package io.fairlead.attach;

import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.HostSide;
import io.fairlead.testkit.attach.MemoryAddresses;
import io.fairlead.testkit.attach.MemoryEndpoints;
import io.fairlead.testkit.attach.MemoryHostSide;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.time.ManualTime;
import java.nio.file.Path;
import java.util.Map;

/** A node whose agents come and go; what they work with stays. */
final class OneNode {
  static final String NODE = "host1";

  final ManualTime time = new ManualTime();
  final MemoryAddresses addresses = new MemoryAddresses();
  final MemoryHostSide host = new MemoryHostSide();
  final MemoryEndpoints told = new MemoryEndpoints();
  final Network backend = NetworkSamples.network("backend", "10.1.0.0/24");
  final Network both = NetworkSamples.network("both", "10.2.0.0/24", "fd00:2::/64");
  final Network alone = alone(NetworkSamples.network("alone", "10.3.0.0/24"));
  final Path journal;

  private final Slips codec = new Slips();

  OneNode(Path folder) {
    journal = folder.resolve("endpoints");
  }

  Attachments agent() {
    return agent(addresses, host, told);
  }

  Attachments agent(Addresses through, HostSide side, Endpoints to) {
    Map<String, Network> networks = Map.of("backend", backend, "both", both, "alone", alone);
    return Attachments.open(
        new Attachments.Surroundings(NODE, networks::get, through, side, to, time), journal, codec);
  }

  /** One whose ports are one node's of the cluster. */
  private static Network alone(Network one) {
    return new Network(
        one.name(),
        one.id(),
        one.dataplane(),
        one.pools(),
        new Network.Options(0, false, false, true, false, Map.of("port-scope", "cluster")),
        one.labels(),
        one.cause());
  }

  static EndpointId id(String id) {
    return new EndpointId(NODE, id);
  }

  /** What a reconciler does sooner or later. */
  void reconcile(Attachments agent) {
    host.keepOnly(
        agent.own().stream().filter(one -> one.state() == NetworkEndpoint.State.JOINED).toList());
  }
}
