package io.fairlead.registry;

import io.fairlead.catalog.Change;
import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Time;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the store's entries mean to the catalog. An entry that cannot be read is reported once and
 * means nothing. Thread-safe.
 */
final class EntryReader {
  private static final System.Logger LOG = System.getLogger(EntryReader.class.getName());

  /** Unreadable entries that are told apart, so that each is reported once. */
  private static final int REPORTED = 1024;

  private final Codecs codecs;
  private final Time time;
  private final Journal journal;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  EntryReader(Codecs codecs, Time time, Journal journal) {
    this.codecs = codecs;
    this.time = time;
    this.journal = journal;
  }

  /** The prefixes of all that it can read. */
  List<String> prefixes() {
    return codecs.ofNetworks() == null
        ? Entries.OF_SERVICES
        : Stream.of(Entries.OF_SERVICES, Entries.OF_NETWORKS).flatMap(List::stream).toList();
  }

  /** What a key's new value means; null where it is nothing of the catalog's, or unreadable. */
  @Nullable Change read(String key, byte @Nullable [] value) {
    try {
      Change change = value == null ? removal(key) : put(key, value);
      reported.remove(key);
      return change;
    } catch (InvalidField e) {
      report(key, e);
      return null;
    }
  }

  private @Nullable Change removal(String key) {
    Change removal = Entries.removal(key);
    return removal instanceof Change.OfNetworks && codecs.ofNetworks() == null ? null : removal;
  }

  private @Nullable Change put(String key, byte[] value) {
    Codecs.OfNetworks more = codecs.ofNetworks();
    Change put =
        switch (key.substring(0, key.indexOf('/') + 1)) {
          case Keys.INSTANCES -> new Change.PutInstance(codecs.instances().decode(value));
          case Keys.NODES -> new Change.PutNode(codecs.nodes().decode(value));
          case NetworkKeys.NETWORKS ->
              more == null ? null : new Change.PutNetwork(more.networks().decode(value));
          case NetworkKeys.ENDPOINTS ->
              more == null ? null : new Change.PutEndpoint(more.endpoints().decode(value));
          case NetworkKeys.BLOCKS ->
              more == null ? null : new Change.PutBlock(more.blocks().decode(value));
          default -> null;
        };
    InvalidField.unless(
        put == null || Entries.key(put).equals(key), "key", "is not the one of what it holds");
    return put;
  }

  private void report(String key, InvalidField e) {
    if (reported.size() < REPORTED && reported.add(key)) {
      String what = "entry " + key + " in the store is left out: " + e.getMessage();
      LOG.log(System.Logger.Level.WARNING, what);
      journal.add(new Remark(key, new Cause(time.now(), what)));
    }
  }
}
