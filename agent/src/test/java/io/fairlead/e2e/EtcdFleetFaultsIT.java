package io.fairlead.e2e;

import io.fairlead.testkit.fleet.StoreKind;

class EtcdFleetFaultsIT extends FaultsSpec {
  EtcdFleetFaultsIT() {
    super(StoreKind.etcd());
  }
}
