package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.ipam.AddressContest;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.MachineTime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressContestTest {
  @TempDir Path folder;

  @Test
  void eightHostsThatAreKilledNeverGiveOneAddressTwice() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (MemoryStore store = new MemoryStore(new MachineTime())) {
      AddressContest.Outcome outcome = new AddressContest(store, folder, seed).run(8, 150);
      System.out.println(outcome);
      assertEquals(List.of(), outcome.offences(), "seed " + seed);
      assertEquals(List.of(), outcome.findings(), "seed " + seed);
      assertTrue(outcome.given() > 200, outcome + ", seed " + seed);
      assertTrue(outcome.lent() > 10, outcome + ", seed " + seed);
      assertTrue(outcome.kills() > 20, outcome + ", seed " + seed);
    }
  }
}
