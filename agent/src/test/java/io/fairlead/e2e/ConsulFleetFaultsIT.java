package io.fairlead.e2e;

import io.fairlead.testkit.fleet.StoreKind;

class ConsulFleetFaultsIT extends FaultsSpec {
  ConsulFleetFaultsIT() {
    super(StoreKind.consul());
  }
}
