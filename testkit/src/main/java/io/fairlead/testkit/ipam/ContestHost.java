package io.fairlead.testkit.ipam;

import io.fairlead.ipam.Ipam;
import io.fairlead.ipam.Refused;
import io.fairlead.ipam.Request;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.Holdings.Finding;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** One host of a contest: its containers live on while its agents are killed. For one thread. */
final class ContestHost {
  private static final int MOST_HELD = 30;

  private final AddressContest contest;
  private final String name;
  private final Random random;
  private final Map<IpAddress, String> held = new TreeMap<>();
  private MortalStore store;
  private Ipam ipam;
  private Thread tender;
  private int number;

  ContestHost(AddressContest contest, String name, Random random) {
    this.contest = contest;
    this.name = name;
    this.random = random;
    this.store = new MortalStore(contest.store(), Integer.MAX_VALUE);
    this.ipam = contest.ipam(name, store, new Random(random.nextLong()));
    this.tender = tend(ipam);
    contest.present().add(name);
  }

  private static Thread tend(Ipam ipam) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                ipam.tender().run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (MortalStore.Killed e) {
                // As its whole process.
              }
            });
  }

  void live(int steps) throws InterruptedException, IOException {
    for (int i = 0; i < steps; i++) {
      try {
        step();
      } catch (MortalStore.Killed e) {
        restart();
      }
    }
  }

  private void step() throws InterruptedException, IOException {
    int what = random.nextInt(100);
    if (what < 3 || store.isDead()) {
      store.kill();
      throw new MortalStore.Killed();
    }
    if (what < 40 || held.size() >= MOST_HELD) {
      giveBack();
    } else {
      give(request(what));
    }
  }

  private Request request(int what) {
    String holder = name + "-" + number++;
    if (what < 55) {
      return Request.of(AddressContest.anyV4(random), holder);
    }
    boolean v6 = what >= 90;
    // Few names for all hosts, so that containers move.
    return what < 70
        ? Request.named(false, holder, "web-" + random.nextInt(12))
        : Request.any(v6, holder);
  }

  private void give(Request request) throws InterruptedException {
    try {
      IpPrefix given = ipam.give(contest.network(), request);
      contest.judge().given(given.address(), request.holder());
      held.put(given.address(), request.holder());
      if (isLent(given.address())) {
        contest.wasLent();
      }
    } catch (Refused e) {
      // Kept, taken, full, or its holder is away: all of them are fair.
    }
  }

  private boolean isLent(IpAddress address) {
    String key = "ipam/loans/" + contest.network().name() + "/" + address;
    return contest.store().read(key, null).entries().stream().anyMatch(e -> e.key().equals(key));
  }

  private void giveBack() {
    if (held.isEmpty()) {
      return;
    }
    List<IpAddress> all = new ArrayList<>(held.keySet());
    IpAddress address = all.get(random.nextInt(all.size()));
    contest.judge().back(address, Objects.requireNonNull(held.remove(address)));
    ipam.giveBack(contest.network().name(), address);
  }

  /** Another agent begins, and finds the containers that run. */
  private void restart() throws InterruptedException, IOException {
    contest.wasKilled();
    contest.present().remove(name);
    store.kill();
    tender.interrupt();
    tender.join();
    ipam.close();
    cutJournal();
    store = new MortalStore(contest.store(), 20 + random.nextInt(600));
    ipam = contest.ipam(name, store, new Random(random.nextLong()));
    settle();
    tender = tend(ipam);
    contest.present().add(name);
  }

  private void settle() {
    List<Addresses.InUse> all = new ArrayList<>();
    held.forEach(
        (address, holder) ->
            all.add(new Addresses.InUse(contest.network().name(), address, holder, "")));
    ipam.settle(all);
  }

  private void cutJournal() throws IOException {
    Path journal = contest.journal(name);
    long size = Files.size(journal);
    if (size > 0 && random.nextInt(3) == 0) {
      try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
        channel.truncate(random.nextLong(size));
      }
    }
  }

  /** What is wrong when no agent is killed any more. */
  List<Finding> end() throws InterruptedException, IOException {
    for (IpAddress address : List.copyOf(held.keySet())) {
      if (ipam.entries().stream().noneMatch(entry -> entry.address().equals(address))) {
        throw new AssertionError(name + " forgot " + address);
      }
    }
    tender.interrupt();
    tender.join();
    List<Finding> found =
        ipam.conflicts().stream()
            .map(entry -> new Finding(entry.address().toString(), "conflict", ""))
            .toList();
    ipam.close();
    return found;
  }
}
