package io.fairlead.e2e;

import io.fairlead.testkit.fleet.StoreKind;

class EtcdFleetIT extends FleetSpec {
  EtcdFleetIT() {
    super(StoreKind.etcd());
  }
}
