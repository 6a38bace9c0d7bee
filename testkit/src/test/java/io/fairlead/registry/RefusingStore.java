package io.fairlead.registry;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A store that will never take a key that ends so. */
record RefusingStore(Store store, String ending) implements Store {
  @Override
  public Commit commit(Txn txn) {
    if (txn.ops().stream().anyMatch(op -> op.key().endsWith(ending))) {
      throw StoreException.refused("no key may end so; choose another");
    }
    return store.commit(txn);
  }

  @Override
  public Page read(String prefix, @Nullable String after) {
    return store.read(prefix, after);
  }

  @Override
  public Lease grant(Duration ttl) {
    return store.grant(ttl);
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    return store.adopt(leaseId);
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    return store.watch(prefix, from);
  }

  @Override
  public void close() {
    store.close();
  }
}
