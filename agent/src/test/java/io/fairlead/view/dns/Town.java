package io.fairlead.view.dns;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Health;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.Revision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A small catalog with one of everything that names can be about, seen from {@code host1}. */
final class Town {
  static final Snapshot SNAPSHOT =
      snapshot(
          7,
          Draft.of("web-1", "web", "10.0.0.1")
              .container("web-1")
              .port(80, Protocol.TCP, "http")
              .local("bridge", "10.0.0.1/24", "fd00::1/64")
              .tags("blue")
              .meta("version", "2"),
          Draft.of("web-2", "web", "10.0.0.2")
              .container("Web_2.old")
              .port(80, Protocol.TCP, "http")
              .local("bridge", "10.0.0.2/24", null)
              .tags("green", "v1.2"),
          Draft.of("web-admin", "web", "10.0.0.1")
              .container("web-1")
              .port(8080, Protocol.TCP, "admin")
              .local("bridge", "10.0.0.1/24", "fd00::1/64"),
          Draft.of("shop-web-1", "shop/web", "172.18.0.5")
              .container("shop-web-1")
              .port(80, Protocol.TCP, "")
              .local("shop_default", "172.18.0.5/16", null)
              .cluster("overlay", "10.9.0.5/24", "fd09::5/64"),
          Draft.of("db", "shop/db", "192.0.2.2")
              .on("host2")
              .container("shop-db-1")
              .port(5432, Protocol.TCP, "")
              .local("shop_default", "172.18.0.7/16", null)
              .cluster("overlay", "10.9.0.7/24", "fd09::7/64"),
          Draft.of("away", "away", "172.18.0.9")
              .on("host2")
              .local("shop_default", "172.18.0.9/16", "fd18::9/64"),
          Draft.of("dns", "resolver", "10.0.0.53").port(53, Protocol.UDP, "dns"),
          Draft.of("six", "six", "2001:db8::6").port(80, Protocol.TCP, ""),
          Draft.of("sick-1", "sick", "10.1.0.1").port(80, Protocol.TCP, "").health(Health.FAILING),
          Draft.of("sick-2", "sick", "10.1.0.2").port(80, Protocol.TCP, "").health(Health.UNKNOWN),
          Draft.of("sick-3", "sick", "10.1.0.3").port(80, Protocol.TCP, "").draining(),
          Draft.of("mixed-1", "mixed", "10.2.0.1").health(Health.PASSING),
          Draft.of("mixed-2", "mixed", "10.2.0.2").health(Health.FAILING),
          Draft.of("mixed-3", "mixed", "10.2.0.3").health(Health.UNKNOWN),
          Draft.of("mixed-4", "mixed", "10.2.0.4").draining(),
          Draft.of("gone", "leaving", "10.3.0.1").port(80, Protocol.TCP, "").draining(),
          Draft.of("spare", "weighted", "10.4.0.1").weight(0),
          Draft.of("main", "weighted", "10.4.0.2").weight(5),
          Draft.of("idle", "spares", "10.4.0.3").weight(0),
          Draft.of("twin-1", "twins", "10.5.0.1").container("twin").on("host1"),
          Draft.of("twin-2", "twins", "10.5.0.2").container("twin").on("host2"));

  private Town() {}

  static Snapshot snapshot(long revision, Draft... drafts) {
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change.PutNode(
            new Node(
                "host1",
                List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1")),
                Map.of("engine", "29", "agent", "0.1"))));
    changes.add(
        new Change.PutNode(new Node("host2", List.of(IpAddress.parse("192.0.2.2")), Map.of())));
    Arrays.stream(drafts)
        .map(draft -> new Change.PutInstance(draft.instance()))
        .forEach(changes::add);
    return Snapshot.empty().with(new Revision(revision), changes);
  }
}
