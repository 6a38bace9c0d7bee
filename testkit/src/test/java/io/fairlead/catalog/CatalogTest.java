package io.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.testkit.catalog.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final ServiceKey WEB = ServiceKey.of("web");
  private static final ServiceKey DB = ServiceKey.of("db");

  private final Catalog catalog = new Catalog();
  private final List<String> woken = new ArrayList<>();

  @Test
  void aChangeWakesThoseOfItsServiceAndThoseOfAnything() {
    await("web", WEB);
    await("web too", WEB);
    await("db", DB);
    catalog.await(null, Revision.ZERO, next -> woken.add("anything"));

    publish(1, WEB);

    assertEquals(List.of("anything", "web", "web too"), woken.stream().sorted().toList());
    assertEquals(1, catalog.waiting());
  }

  @Test
  void aWaiterIsWokenOnceWithTheSnapshotThatWokeIt() {
    List<Snapshot> seen = new ArrayList<>();
    catalog.await(WEB, Revision.ZERO, seen::add);

    Snapshot first = publish(1, WEB);
    publish(2, WEB);

    assertEquals(1, seen.size());
    assertSame(first, seen.getFirst());
  }

  @Test
  void whatIsChangedAlreadyWakesAtOnce() {
    publish(1, WEB);
    publish(2, DB);

    await("web", WEB);
    catalog.await(null, new Revision(1), next -> woken.add("anything"));

    assertEquals(List.of("web", "anything"), woken);
    assertEquals(0, catalog.waiting());
  }

  @Test
  void whatIsKnownAlreadyIsWaitedFor() {
    publish(1, WEB);
    publish(2, DB);

    catalog.await(WEB, new Revision(1), next -> woken.add("web"));
    catalog.await(null, new Revision(2), next -> woken.add("anything"));

    assertEquals(List.of(), woken);
    assertEquals(2, catalog.waiting());
  }

  @Test
  void theEndOfAServiceWakes() {
    publish(1, WEB);
    Service web = catalog.snapshot().service(WEB);
    assertTrue(web != null);
    catalog.await(WEB, new Revision(1), next -> woken.add("web"));

    Instance gone = web.instances().getFirst();
    Snapshot next =
        catalog.snapshot().with(new Revision(2), List.of(new Change.RemoveInstance(gone.id())));
    catalog.publish(next, List.of(WEB));

    assertEquals(List.of("web"), woken);
    catalog.await(WEB, new Revision(1), later -> woken.add("web again"));
    assertEquals(List.of("web", "web again"), woken, "it ended after what the second one knew");
  }

  @Test
  void whoGivesUpIsNotWokenAndLeavesNothing() {
    Catalog.Waiting service = catalog.await(WEB, Revision.ZERO, next -> woken.add("web"));
    Catalog.Waiting anything = catalog.await(null, Revision.ZERO, next -> woken.add("anything"));

    service.close();
    anything.close();
    publish(1, WEB);
    service.close();

    assertEquals(List.of(), woken);
    assertEquals(0, catalog.waiting());
  }

  @Test
  void aWaiterMayWaitAgainFromWithinItsWake() {
    waitAgain(Revision.ZERO);

    publish(1, WEB);
    publish(2, WEB);
    publish(3, DB);

    assertEquals(List.of("1", "2"), woken);
  }

  private void waitAgain(Revision known) {
    catalog.await(
        WEB,
        known,
        next -> {
          woken.add(next.revision().toString());
          waitAgain(next.revision());
        });
  }

  @Test
  void aWaiterThatThrowsKeepsNobodyFromBeingWoken() {
    for (int i = 0; i < 5; i++) {
      catalog.await(
          WEB,
          Revision.ZERO,
          next -> {
            woken.add("web");
            throw new IllegalStateException("no");
          });
    }

    assertThrows(IllegalStateException.class, () -> publish(1, WEB));

    assertEquals(5, woken.size());
  }

  @Test
  void noWakeIsLostWhileManyWaitAndGiveUpAndOnePublishes() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random plan = new Random(seed);
    List<ServiceKey> services =
        List.of(WEB, DB, ServiceKey.of("a"), ServiceKey.of("b"), ServiceKey.of("c"));
    int revisions = 3000;
    List<ServiceKey> steps = plan.ints(revisions, 0, 5).mapToObj(services::get).toList();
    List<Callable<Revision>> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ServiceKey service = services.get(i % 5);
      Random random = new Random(seed + i);
      Revision last = new Revision(1L + steps.lastIndexOf(service));
      threads.add(() -> follow(service, last, random));
    }
    try (ExecutorService running = Executors.newFixedThreadPool(threads.size())) {
      List<Future<Revision>> followers = threads.stream().map(running::submit).toList();
      for (int i = 0; i < revisions; i++) {
        publish(i + 1, steps.get(i));
      }
      for (int i = 0; i < followers.size(); i++) {
        Revision last = new Revision(1L + steps.lastIndexOf(services.get(i % 5)));
        assertEquals(last, followers.get(i).get(60, TimeUnit.SECONDS), "seed " + seed);
      }
    }
    assertEquals(0, catalog.waiting());
  }

  /** Long polls until {@code last} was seen; a wait whose wake was lost never ends. */
  private Revision follow(ServiceKey service, Revision last, Random random) throws Exception {
    Revision known = Revision.ZERO;
    while (last.isAfter(known)) {
      CompletableFuture<Snapshot> wake = new CompletableFuture<>();
      Catalog.Waiting waiting = catalog.await(service, known, wake::complete);
      if (random.nextInt(4) == 0) {
        waiting.close();
      } else {
        Revision modified = wake.get(30, TimeUnit.SECONDS).modified(service);
        assertTrue(modified.isAfter(known), "woken for a change");
        known = modified;
      }
    }
    return known;
  }

  private void await(String name, ServiceKey service) {
    catalog.await(service, Revision.ZERO, next -> woken.add(name));
  }

  /** Publishes a snapshot in which nothing but {@code service} is another than before. */
  private Snapshot publish(int revision, ServiceKey service) {
    Instance instance =
        Samples.instance(service.name(), "10.0.0.1", 80)
            .withCause(new Cause(Samples.AT, "step " + revision));
    Snapshot next =
        catalog.snapshot().with(new Revision(revision), List.of(new Change.PutInstance(instance)));
    catalog.publish(next, List.of(service));
    return next;
  }
}
