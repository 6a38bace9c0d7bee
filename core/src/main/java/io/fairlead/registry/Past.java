package io.fairlead.registry;

import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Node;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Codec;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent before this one left in the store.
 *
 * @param contents its node, its instances and its endpoints by key; null where an entry can no
 *     longer be read
 * @param drains its drain marks by instance
 * @param leases the lease of each leased key
 */
record Past(
    Map<String, @Nullable Content> contents,
    Map<InstanceId, DrainMark> drains,
    Map<String, String> leases) {

  /** Reads all that {@code node} has in the store. */
  static Past read(String node, Store store, Codecs codecs) {
    Map<String, String> leases = new LinkedHashMap<>();
    Map<String, @Nullable Content> contents = new LinkedHashMap<>();
    for (Store.Entry entry : all(store, Keys.node(node))) {
      if (entry.key().equals(Keys.node(node))) {
        Node self = readable(entry, codecs.nodes());
        contents.put(entry.key(), self == null ? null : new Content.OfNode(self));
        note(entry, leases);
      }
    }
    Map<InstanceId, DrainMark> drains = new LinkedHashMap<>();
    for (Store.Entry entry : all(store, Keys.drainsOf(node))) {
      try {
        drains.put(Keys.instanceOf(entry.key()), DrainMark.decode(entry.value()));
      } catch (InvalidField e) {
        // A mark that nobody can read marks nothing.
      }
    }
    for (Store.Entry entry : all(store, Keys.instancesOf(node))) {
      Instance instance = readable(entry, codecs.instances());
      Content content =
          instance != null && Keys.instance(instance.id()).equals(entry.key())
              ? new Content.OfInstance(instance)
              : null;
      contents.put(entry.key(), content);
      note(entry, leases);
    }
    Codecs.OfNetworks more = codecs.ofNetworks();
    for (Store.Entry entry :
        more == null ? List.<Store.Entry>of() : all(store, NetworkKeys.endpointsOf(node))) {
      NetworkEndpoint endpoint = more == null ? null : readable(entry, more.endpoints());
      Content content =
          endpoint != null && NetworkKeys.endpoint(endpoint.id()).equals(entry.key())
              ? new Content.OfEndpoint(endpoint)
              : null;
      contents.put(entry.key(), content);
      note(entry, leases);
    }
    return new Past(contents, drains, leases);
  }

  private static void note(Store.Entry entry, Map<String, String> leases) {
    String lease = entry.lease();
    if (lease != null) {
      leases.put(entry.key(), lease);
    }
  }

  private static <T> @Nullable T readable(Store.Entry entry, Codec<T> codec) {
    try {
      return codec.decode(entry.value());
    } catch (InvalidField e) {
      return null;
    }
  }

  private static List<Store.Entry> all(Store store, String prefix) {
    List<Store.Entry> entries = new ArrayList<>();
    String after = null;
    boolean more = true;
    while (more) {
      Store.Page page = store.read(prefix, after);
      entries.addAll(page.entries());
      more = page.more() && !page.entries().isEmpty();
      after = entries.isEmpty() ? null : entries.getLast().key();
    }
    return entries;
  }
}
