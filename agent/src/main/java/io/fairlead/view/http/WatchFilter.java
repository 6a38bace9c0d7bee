package io.fairlead.view.http;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.DnsLabel;
import io.fairlead.model.Instance;
import io.fairlead.model.ServiceKey;
import io.fairlead.transport.server.Query;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Which part of the catalog a watcher wants: one service, one namespace, or all. */
record WatchFilter(@Nullable ServiceKey service, @Nullable String namespace) {
  /** Reads {@code ?service=&namespace=}; a service alone is one of the default namespace. */
  static WatchFilter of(Query query) {
    String service = query.text("service");
    String namespace = query.text("namespace");
    query.done();
    if (namespace != null) {
      DnsLabel.require("namespace", namespace);
    }
    if (service == null) {
      return new WatchFilter(null, namespace);
    }
    String of = namespace == null ? ServiceKey.DEFAULT_NAMESPACE : namespace;
    return new WatchFilter(new ServiceKey(of, service), namespace);
  }

  /** All that is wanted of a snapshot. */
  Stream<Instance> instances(Snapshot snapshot) {
    if (service != null) {
      Service found = snapshot.service(service);
      return found == null ? Stream.empty() : found.instances().stream();
    }
    return StreamSupport.stream(snapshot.instances().spliterator(), false).filter(this::wants);
  }

  /** The texts of all wanted that changed. */
  List<byte[]> changes(Snapshot from, Snapshot to, History history) {
    if (service != null) {
      return Diff.between(from, to, service).stream().map(Events::of).toList();
    }
    return history.between(from, to).stream()
        .filter(event -> wants(event.step().instance()))
        .map(History.Event::text)
        .toList();
  }

  private boolean wants(Instance instance) {
    return namespace == null || instance.service().namespace().equals(namespace);
  }
}
