package io.fairlead.e2e;

import io.fairlead.testkit.fleet.StoreKind;

class ZooKeeperFleetFaultsIT extends FaultsSpec {
  ZooKeeperFleetFaultsIT() {
    super(StoreKind.zookeeper());
  }
}
