package io.fairlead.e2e;

import io.fairlead.testkit.fleet.StoreKind;

class ZooKeeperFleetIT extends FleetSpec {
  ZooKeeperFleetIT() {
    super(StoreKind.zookeeper());
  }
}
