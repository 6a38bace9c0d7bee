package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.ipam.IpamHost.World;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.AttachRefused;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.MachineTime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAddressesTest {
  private static final Network NETWORK = NetworkSamples.network("backend", "10.1.0.0/24");

  private final MemoryStore store = new MemoryStore(new MachineTime());
  private final IpamHost host;
  private final Addresses addresses;

  NodeAddressesTest(@TempDir Path folder) {
    World world = new World(store, new MachineTime(), folder);
    world.put(NETWORK);
    host = world.host("host1");
    addresses = new NodeAddresses(host.ipam);
  }

  @AfterEach
  void close() {
    host.close();
    store.close();
  }

  @Test
  void aHolderThatAsksForItsOwnAgainGetsItAndNobodyElseDoes() {
    IpPrefix first = addresses.give(NETWORK, fixed("10.1.0.9", "e1"));
    assertEquals(IpPrefix.parse("10.1.0.9/24"), first);
    assertEquals(first, addresses.give(NETWORK, fixed("10.1.0.9", "e1")));
    AttachRefused taken =
        assertThrows(AttachRefused.class, () -> addresses.give(NETWORK, fixed("10.1.0.9", "e2")));
    assertFalse(taken.retryable());
    addresses.hold("backend", first.address(), "e2", "web");
    assertEquals(first, addresses.give(NETWORK, fixed("10.1.0.9", "e2")));
  }

  @Test
  void aStoreThatIsAwayIsSaidWhereItIsNeeded() {
    store.goAway();
    AttachRefused away =
        assertThrows(
            AttachRefused.class,
            () -> addresses.give(NETWORK, new Addresses.Wanted(false, null, null, "e1", "")));
    assertTrue(away.retryable());
    assertTrue(String.valueOf(away.getMessage()).contains("store"), away.getMessage());
  }

  @Test
  void whatIsInUseIsGivenToNobodyElse() {
    addresses.settle(
        List.of(new Addresses.InUse("backend", IpAddress.parse("10.1.0.9"), "e1", "web")));
    assertThrows(AttachRefused.class, () -> addresses.give(NETWORK, fixed("10.1.0.9", "e2")));
    addresses.giveBack("backend", IpAddress.parse("10.1.0.9"));
    addresses.give(NETWORK, fixed("10.1.0.9", "e2"));
  }

  private static Addresses.Wanted fixed(String address, String holder) {
    return new Addresses.Wanted(false, null, IpAddress.parse(address), holder, "");
  }
}
