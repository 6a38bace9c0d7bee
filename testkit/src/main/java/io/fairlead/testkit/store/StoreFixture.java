package io.fairlead.testkit.store;

import io.fairlead.spi.Store;
import java.time.Duration;

/** What the contract needs to know of one kind of store. Starts empty. */
public interface StoreFixture extends AutoCloseable {
  /** The store, open. */
  Store store();

  /** Ends the store's use as the restart of an agent does, and opens it again. */
  Store restart();

  /** A lease's time to live that is short for this store, yet longer than any one call takes. */
  Duration ttl();

  /** Lets time pass for leases: moves the clock that the store was given, or really waits. */
  void pass(Duration duration) throws InterruptedException;

  /** Makes the store forget its history up to now, as it does by itself after many changes. */
  void forgetHistory();

  /** Ends the store and takes away all that it kept. */
  @Override
  void close();
}
