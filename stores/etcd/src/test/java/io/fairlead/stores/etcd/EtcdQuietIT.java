package io.fairlead.stores.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A prefix where nothing happens, in an etcd that others keep busy. */
@SuppressWarnings("NullAway.Init") // set before each test
class EtcdQuietIT {
  private final Hurried time = new Hurried();
  private EtcdServers servers;
  private StoreUrl url;
  private Store quiet;
  private Store busy;

  @BeforeEach
  void start() {
    servers = EtcdServers.start(1);
    url = StoreUrl.parse("etcd://" + servers.addresses() + "/quiet");
    quiet = EtcdStore.open(url, Secrets.NONE, time);
    busy =
        EtcdStore.open(
            StoreUrl.parse("etcd://" + servers.addresses() + "/busy"), Secrets.NONE, time);
  }

  @AfterEach
  void end() {
    quiet.close();
    busy.close();
    servers.close();
  }

  @Test
  void itsWatchKeepsItsPlaceOverACompaction() throws Exception {
    long from = put(quiet, "a");
    try (Watch watch = quiet.watch("", quiet.read("", null).revision())) {
      assertEquals(null, watch.next(Duration.ofSeconds(1)));
      long others = 0;
      for (int i = 0; i < 20; i++) {
        others = put(busy, "b");
      }
      assertTrue(others > from);
      time.advance(Duration.ofMinutes(2));
      assertEquals(null, watch.next(Duration.ofSeconds(1)), "it looks, and nothing is missing");

      EtcdStoreContractIT.compact(url, others);
      servers.server(0).kill();
      servers.server(0).start();
      servers.awaitHealthy();
      long put = put(quiet, "c");

      Watch.Event event = null;
      for (int i = 0; event == null && i < 100; i++) {
        try {
          event = watch.next(Duration.ofSeconds(1));
        } catch (StoreException e) {
          assertTrue(e.retryable());
        }
      }
      assertNotNull(event);
      assertTrue(event instanceof Watch.Delta, "no reset: " + event);
      assertEquals(put, ((Watch.Delta) event).revision().value());
    }
  }

  @Test
  void whatAStreamMissedIsNoticed() throws IOException {
    long from = put(quiet, "a");
    try (Gateway gateway = new Gateway(url, Secrets.NONE, new MachineTime())) {
      Quiet proof = new Quiet(gateway, Space.of(url.path()), "", time);
      long others = put(busy, "b");
      assertEquals(others, proof.proven(from), "of others");

      long changed = put(quiet, "a");
      assertThrows(IOException.class, () -> proof.proven(others), "a change");
      assertEquals(changed, proof.proven(changed));

      quiet.commit(Txn.of(null, new Op.Delete("a")));
      assertThrows(IOException.class, () -> proof.proven(changed), "a removal");
    }
  }

  @Test
  void aServerThatFallsSilentIsDoubtedSinceItsLastSign() throws Exception {
    put(quiet, "a");
    try (Watch watch = quiet.watch("", quiet.read("", null).revision())) {
      assertEquals(null, watch.next(Duration.ofSeconds(1)));
      assertEquals(Duration.ZERO, watch.doubt(), "it is quiet, and that is all");
      servers.server(0).freeze();
      long frozen = time.nanos();
      awaitDoubt(watch, true);
      long since = time.nanos() - frozen;
      assertTrue(watch.doubt().toNanos() >= since, watch.doubt() + " of " + since + " ns");
      servers.server(0).thaw();
      awaitDoubt(watch, false);
    }
  }

  private static void awaitDoubt(Watch watch, boolean doubted) throws InterruptedException {
    for (int look = 0; look < 200 && watch.doubt().isZero() == doubted; look++) {
      try {
        watch.next(Duration.ofMillis(500));
      } catch (StoreException e) {
        assertTrue(e.retryable());
      }
    }
    assertEquals(doubted, !watch.doubt().isZero());
  }

  private static long put(Store store, String key) {
    Commit commit = store.commit(Txn.of(null, new Op.Put(key, new byte[0])));
    return ((Commit.Done) commit).revision().value();
  }

  /** The machine's time, which a test may push on. */
  private static final class Hurried implements Time {
    private final MachineTime machine = new MachineTime();
    private final AtomicLong ahead = new AtomicLong();

    void advance(Duration duration) {
      ahead.addAndGet(duration.toNanos());
    }

    @Override
    public Instant now() {
      return machine.now();
    }

    @Override
    public long nanos() {
      return machine.nanos() + ahead.get();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      machine.sleep(duration);
    }
  }
}
