package io.fairlead.testkit.fleet;

import io.fairlead.testkit.lab.LabMachine;
import java.util.List;
import java.util.stream.Collectors;

/** A kind of store server: how one is started on a machine of the lab, and asked how it is. */
public sealed interface StoreKind permits EtcdKind, ConsulKind, ZooKeeperKind {
  /** etcd. */
  static StoreKind etcd() {
    return new EtcdKind();
  }

  /** Consul. */
  static StoreKind consul() {
    return new ConsulKind();
  }

  /** ZooKeeper. */
  static StoreKind zookeeper() {
    return new ZooKeeperKind();
  }

  /** The scheme of its URLs, which is its name too. */
  String name();

  /** Where clients find a server. */
  int port();

  /** The command of the server on {@code self}, one of {@code all}; writes what it needs. */
  List<String> command(LabMachine self, List<LabMachine> all);

  /** Whether this server can do a client's writes now. */
  boolean serves(LabMachine self);

  /** Whether this server says that it leads. */
  boolean leads(LabMachine self);

  /** The URL of the store on all these servers. */
  default String url(List<LabMachine> all) {
    return name()
        + "://"
        + all.stream()
            .map(machine -> machine.address() + ":" + port())
            .collect(Collectors.joining(","))
        + "/fleet";
  }
}
