package io.fairlead.stores.etcd;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import io.fairlead.stores.url.Scheme;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.web.Ask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The store on etcd 3.4 and later. Revisions, leases and transactions are etcd's own. Thread-safe.
 */
public final class EtcdStore implements Store {
  /** Entries in a page, and in one where they are too large for that. */
  private static final List<Integer> PAGES = List.of(1000, 100);

  private static final Duration READ = Duration.ofSeconds(5);

  private static final Duration LONGEST_LEASE = Duration.ofDays(365);

  private final Gateway gateway;
  private final Space space;
  private final Time time;

  private EtcdStore(Gateway gateway, Space space, Time time) {
    this.gateway = gateway;
    this.space = space;
    this.time = time;
  }

  /**
   * The store at {@code url}, whether its servers are there now or not.
   *
   * @throws StoreException not retryable where the URL is not etcd's, or its certificates cannot be
   *     used
   */
  public static EtcdStore open(StoreUrl url, Secrets secrets, Time time) {
    if (url.scheme() != Scheme.ETCD) {
      throw StoreException.refused("'" + url + "' is no etcd; write etcd://HOST:PORT/PREFIX");
    }
    return new EtcdStore(new Gateway(url, secrets, time), Space.of(url.path()), time);
  }

  @Override
  public Page read(String prefix, @Nullable String after) {
    Map<String, Object> range = space.range(prefix);
    if (after != null && after.compareTo(prefix) >= 0) {
      range.put("key", space.after(after));
    }
    for (int limit : PAGES) {
      range.put("limit", limit);
      Page page = page(range);
      if (page != null) {
        return page;
      }
    }
    throw StoreException.refused(
        "etcd holds larger entries under " + space.base() + " than we write; look who else does");
  }

  /** One page, or null where it is too much at once. */
  private @Nullable Page page(Map<String, Object> range) {
    Ask ask = Ask.post("/v3/kv/range", range).within(READ);
    Fields answer;
    try {
      answer = gateway.call(ask);
    } catch (Refusal e) {
      if (e.isTooLong()) {
        return null;
      }
      throw gateway.refused(e);
    }
    return new Page(
        answer.list("kvs").stream().map(this::entry).toList(),
        revision(answer),
        answer.flag("more"));
  }

  private Entry entry(Fields kv) {
    long lease = kv.number("lease");
    return new Entry(
        space.inside(kv.key()),
        kv.bytes("value"),
        new Revision(kv.number("mod_revision")),
        lease == 0 ? null : EtcdLease.id(lease));
  }

  @Override
  public Commit commit(Txn txn) {
    gateway.requireOpen();
    String lease = txn.lease();
    Long leaseNumber = lease == null ? Long.valueOf(0) : EtcdLease.number(lease);
    if (lease != null && leaseNumber == null) {
      return new Commit.LeaseLost(lease);
    }
    Ask ask =
        Ask.post("/v3/kv/txn", Transactions.request(space, txn, leaseNumber)).asWrite().once();
    try {
      Fields answer = gateway.call(ask);
      return answer.flag("succeeded")
          ? new Commit.Done(revision(answer))
          : Transactions.conflict(txn, answer);
    } catch (Refusal e) {
      if (lease != null && e.leaseGone()) {
        return new Commit.LeaseLost(lease);
      }
      throw gateway.refused(e);
    }
  }

  /** Leases of etcd live whole seconds, two at least: what is asked for is rounded up. */
  @Override
  public Lease grant(Duration ttl) {
    if (!ttl.isPositive() || ttl.compareTo(LONGEST_LEASE) > 0) {
      throw StoreException.refused(
          "a lease of " + ttl + "; it must be longer than zero and at most a year");
    }
    long seconds = ttl.plusSeconds(1).minusNanos(1).toSeconds();
    Fields granted =
        gateway.insist(Ask.post("/v3/lease/grant", Map.of("TTL", seconds)).within(READ));
    return new EtcdLease(gateway, granted.number("ID"), granted.number("TTL"));
  }

  @Override
  public @Nullable Lease adopt(String leaseId) {
    gateway.requireOpen();
    Long number = EtcdLease.number(leaseId);
    if (number == null) {
      return null;
    }
    Fields found =
        gateway.insist(
            Ask.post("/v3/lease/timetolive", Map.of("ID", number.toString())).within(READ));
    return found.number("TTL") <= 0
        ? null
        : new EtcdLease(gateway, number, found.number("grantedTTL"));
  }

  @Override
  public Watch watch(String prefix, Revision from) {
    gateway.requireOpen();
    return new EtcdWatch(gateway, space, prefix, from.value(), time);
  }

  @Override
  public void close() {
    gateway.close();
  }

  private static Revision revision(Fields answer) {
    return new Revision(answer.object("header").number("revision"));
  }
}
