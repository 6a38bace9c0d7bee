package io.fairlead.ipam;

import io.fairlead.testkit.ipam.Contested;
import io.fairlead.testkit.ipam.PartitionContract;
import io.fairlead.testkit.ipam.SharedStore;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

class PartitionContestTest extends PartitionContract {
  private final MemoryStore store = new MemoryStore(new MachineTime());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Duration ttl() {
    return Duration.ofSeconds(1);
  }

  @Override
  protected Contested open() {
    return new SharedStore(store);
  }
}
