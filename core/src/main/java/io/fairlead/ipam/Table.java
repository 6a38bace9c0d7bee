package io.fairlead.ipam;

import io.fairlead.model.InvalidField;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Codec;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the store says of networks, blocks, loans and asks, read now. Thread-safe. */
final class Table {
  private final Store store;
  private final Codecs codecs;

  /** How the entries that others read too are written. */
  record Codecs(Codec<Network> networks, Codec<NetworkEndpoint> endpoints, Codec<Block> blocks) {}

  Table(Store store, Codecs codecs) {
    this.store = store;
    this.codecs = codecs;
  }

  Codecs codecs() {
    return codecs;
  }

  /** The entry of exactly this key, or null. */
  Store.@Nullable Entry entry(String key) {
    for (Store.Entry entry : store.read(key, null).entries()) {
      if (entry.key().equals(key)) {
        return entry;
      }
    }
    return null;
  }

  /** The network, or null. */
  @Nullable Network network(String name) {
    Store.Entry entry = entry(NetworkKeys.network(name));
    return entry == null ? null : readable(entry, one -> codecs.networks().decode(one.value()));
  }

  List<Network> networks() {
    return all(NetworkKeys.NETWORKS, one -> codecs.networks().decode(one.value()));
  }

  /** All blocks, or those of a network where {@code prefix} says so. */
  List<Block> blocks(String prefix) {
    return all(prefix, one -> codecs.blocks().decode(one.value()));
  }

  List<NetworkEndpoint> endpoints(String prefix) {
    return all(prefix, one -> codecs.endpoints().decode(one.value()));
  }

  List<Loan> loans(String prefix) {
    return all(prefix, one -> Loan.decode(one.key(), one.value()));
  }

  /** All entries under a prefix. */
  List<Store.Entry> entries(String prefix) {
    List<Store.Entry> entries = new ArrayList<>();
    String after = null;
    boolean more = true;
    while (more) {
      Store.Page page = store.read(prefix, after);
      entries.addAll(page.entries());
      more = page.more() && !page.entries().isEmpty();
      after = more ? page.entries().getLast().key() : null;
    }
    return entries;
  }

  private <T> List<T> all(String prefix, Function<Store.Entry, T> decode) {
    List<T> all = new ArrayList<>();
    for (Store.Entry entry : entries(prefix)) {
      T value = readable(entry, decode);
      if (value != null) {
        all.add(value);
      }
    }
    return all;
  }

  /** What cannot be read is nothing to us; the catalog reports it. */
  static <T> @Nullable T readable(Store.Entry entry, Function<Store.Entry, T> decode) {
    try {
      return decode.apply(entry);
    } catch (InvalidField e) {
      return null;
    }
  }
}
