package io.fairlead.view.http;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Federation.State;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.Connecting;
import io.fairlead.spi.Containers;
import io.fairlead.spi.Explaining;
import io.fairlead.spi.Holdings;
import io.fairlead.spi.Registrar;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Time;
import io.fairlead.transport.server.Query;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the API asks of the rest of the agent. All of it is thread-safe and does not wait, {@code
 * containers} and {@code store} excepted.
 *
 * @param node this node's name
 * @param address of registrations that name none
 * @param containers null where there is no engine
 * @param resolver answers names as DNS does
 * @param answered of a service's instances those that are answered, as DNS does it
 * @param domain of this agent's names, without dots at its ends
 * @param sites the datacenters that reads can ask for
 * @param remarks what is remembered about a subject, newest last
 * @param remember keeps a remark
 * @param unready why the agent cannot serve yet, or empty once it can
 * @param age since the catalog was last known to be fresh
 * @param store reads what the store holds now; it waits, and throws {@link
 *     io.fairlead.spi.StoreException} where the store is away
 * @param status facts for people, of the kinds that {@link io.fairlead.wire.json.Json#write} takes
 * @param moving moves to another store; it waits
 * @param networks makes and removes networks of the cluster; it waits
 * @param connecting attaches what no engine attaches; it waits
 * @param holdings what people do about addresses and nodes that are gone
 * @param explaining says why traffic goes as it goes; it waits
 */
public record Agent(
    String node,
    IpAddress address,
    Catalog catalog,
    Registrar registrar,
    @Nullable Containers containers,
    Resolver resolver,
    UnaryOperator<List<Instance>> answered,
    String domain,
    Sites sites,
    Function<String, List<Remark>> remarks,
    Consumer<Remark> remember,
    Supplier<Optional<String>> unready,
    Supplier<Duration> age,
    Supplier<Snapshot> store,
    Supplier<Map<String, Object>> status,
    Moving moving,
    ClusterNetworks networks,
    Connecting connecting,
    Holdings holdings,
    Explaining explaining,
    Time time) {
  /** The own datacenter. */
  Site self() {
    return new Site(sites.own(), catalog, () -> State.CURRENT, age, store);
  }

  /** Whether a read asks for the own datacenter. */
  boolean asksOwn(Query query) {
    return query.textOr(Sites.PARAMETER, sites.own()).equals(sites.own());
  }

  /** The datacenter that a read asks for. */
  Site site(Query query) {
    return sites.named(query.text(Sites.PARAMETER), self());
  }
}
