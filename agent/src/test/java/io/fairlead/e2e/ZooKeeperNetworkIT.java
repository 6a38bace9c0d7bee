package io.fairlead.e2e;

import io.fairlead.testkit.fleet.StoreKind;

class ZooKeeperNetworkIT extends NetworkStoreSpec {
  ZooKeeperNetworkIT() {
    super(StoreKind.zookeeper());
  }
}
