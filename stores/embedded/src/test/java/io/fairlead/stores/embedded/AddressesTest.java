package io.fairlead.stores.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.ipam.AddressContest;
import io.fairlead.testkit.time.MachineTime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressesTest {
  @TempDir Path folder;

  @Test
  void hostsThatAreKilledNeverGiveOneAddressTwice() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"), new MachineTime())) {
      AddressContest.Outcome outcome = new AddressContest(store, folder, seed).run(8, 120);
      System.out.println(outcome);
      assertEquals(List.of(), outcome.offences(), "seed " + seed);
      assertEquals(List.of(), outcome.findings(), "seed " + seed);
      assertTrue(outcome.given() > 100, outcome + ", seed " + seed);
      assertTrue(outcome.lent() > 3, outcome + ", seed " + seed);
      assertTrue(outcome.kills() > 5, outcome + ", seed " + seed);
    }
  }
}
