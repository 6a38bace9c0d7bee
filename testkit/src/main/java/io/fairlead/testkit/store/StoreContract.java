package io.fairlead.testkit.store;

import org.junit.jupiter.api.Nested;

/**
 * What every {@link io.fairlead.spi.Store} must do. A store's test extends this and says how to
 * open one; nothing here assumes that the store is in this process.
 */
public abstract class StoreContract {
  /** A fresh, empty store. */
  protected abstract StoreFixture open();

  /** Reads, writes, guards, limits. */
  @Nested
  class Entries extends EntriesContract {
    @Override
    StoreFixture open() {
      return StoreContract.this.open();
    }
  }

  /** Entries that go with their lease. */
  @Nested
  class Leases extends LeasesContract {
    @Override
    StoreFixture open() {
      return StoreContract.this.open();
    }
  }

  /** Streams of changes. */
  @Nested
  class Watches extends WatchesContract {
    @Override
    StoreFixture open() {
      return StoreContract.this.open();
    }
  }

  /** Many writers at once. */
  @Nested
  class Concurrency extends ConcurrencyContract {
    @Override
    StoreFixture open() {
      return StoreContract.this.open();
    }
  }
}
