package io.fairlead.e2e;

import io.fairlead.testkit.fleet.StoreKind;

class ConsulFleetIT extends FleetSpec {
  ConsulFleetIT() {
    super(StoreKind.consul());
  }
}
