package io.fairlead.ipam;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which address went with which container's name, for the host that it comes back on. A lost one
 * costs the container another address, so nothing waits for them to be written. Thread-safe.
 */
final class Names {
  private static final System.Logger LOG = System.getLogger(Names.class.getName());

  private final Store store;
  private final Table table;

  Names(Store store, Table table) {
    this.store = store;
    this.table = table;
  }

  /** The address that goes with a name until now, or null. */
  @Nullable IpAddress address(String network, String name, boolean v6, Instant now) {
    Store.Entry entry = table.entry(IpamKeys.name(network, name, v6));
    if (entry == null) {
      return null;
    }
    try {
      Texts texts = Texts.decode(entry.value());
      return now.isBefore(texts.instant("until")) ? IpAddress.parse(texts.must("address")) : null;
    } catch (InvalidField e) {
      return null;
    }
  }

  /** An address goes with a name from now on. */
  void keep(String network, String name, IpAddress address, Instant until) {
    try {
      store.commit(
          Txn.of(
              null,
              new Txn.Op.Put(
                  IpamKeys.name(network, name, address.isV6()),
                  Texts.of("address", address.toString(), "until", until.toString()).encode())));
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} may come back with another address: {1}", name, e);
    }
  }

  /** An address goes with its name no longer. */
  void forget(Entry entry) {
    String key = IpamKeys.name(entry.network(), entry.name(), entry.address().isV6());
    Store.Entry kept = table.entry(key);
    if (kept == null) {
      return;
    }
    Texts texts = Table.readable(kept, one -> Texts.decode(one.value()));
    if (texts == null || texts.get("address").equals(entry.address().toString())) {
      store.commit(
          new Txn(
              List.of(new Txn.Guard.Unchanged(key, kept.modified())),
              List.of(new Txn.Op.Delete(key)),
              null));
    }
  }
}
