package io.fairlead.testkit.ipam;

import io.fairlead.ipam.Refused;
import io.fairlead.ipam.Request;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.StoreException;
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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One host of a contest with partitions. Its containers live on while its agents are killed and the
 * store is out of reach; when it loses its power they end.
 */
final class ContestedHost {
  private static final int MOST_HELD = 30;
  private static final int NAMES = 12;

  private final PartitionContest contest;
  private final String name;
  private final Random random;
  private final Map<IpAddress, String> held = new ConcurrentSkipListMap<>();
  private final AtomicBoolean toFail = new AtomicBoolean();
  private volatile boolean off;
  private volatile ContestAgent agent;
  private int number;

  ContestedHost(PartitionContest contest, String name, Random random) {
    this.contest = contest;
    this.name = name;
    this.random = random;
    this.agent = begin(calls());
  }

  String name() {
    return name;
  }

  Map<IpAddress, String> held() {
    return held;
  }

  ContestAgent agent() {
    return agent;
  }

  /** Whether it has no power now. */
  boolean isOff() {
    return off;
  }

  /** Loses its power soon. */
  void fail() {
    toFail.set(true);
  }

  /** What its containers have. */
  List<Addresses.InUse> inUse() {
    List<Addresses.InUse> all = new ArrayList<>();
    held.forEach(
        (address, holder) ->
            all.add(new Addresses.InUse(contest.network().name(), address, holder, "")));
    return all;
  }

  private ContestAgent begin(int calls) {
    return new ContestAgent(contest, this, calls, new Random(random.nextLong()));
  }

  private int calls() {
    return 40 + random.nextInt(1500);
  }

  /** Lives until the contest ends. */
  void live() throws InterruptedException, IOException {
    while (contest.goesOn()) {
      try {
        if (toFail.getAndSet(false)) {
          losePower();
        } else if (agent.isDead() || random.nextInt(150) == 0) {
          contest.count("kills");
          agent.kill();
          agent = begin(calls());
        } else {
          step();
        }
      } catch (MortalStore.Killed e) {
        // The next step sees it.
      } catch (StoreException e) {
        contest.count("away");
        Thread.sleep(20);
      }
      Thread.sleep(random.nextInt(8));
    }
  }

  private void step() throws InterruptedException {
    int what = random.nextInt(100);
    if (what < 42 || held.size() >= MOST_HELD) {
      giveBack();
    } else if (what < 55) {
      give(Request.of(AddressContest.anyV4(random), holder()), false);
    } else if (what < 68) {
      // Few names for all hosts, so that containers move.
      give(Request.named(false, holder(), "web-" + random.nextInt(NAMES)), false);
    } else {
      give(Request.any(what >= 88, holder()), true);
    }
  }

  private String holder() {
    return name + "-" + number++;
  }

  private void give(Request request, boolean any) throws InterruptedException {
    try {
      IpPrefix given = agent.ipam().give(contest.network(), request);
      contest.judge().given(given.address(), request.holder(), any);
      held.put(given.address(), request.holder());
      if (agent.isLent(given.address())) {
        contest.count("lent");
      }
    } catch (Refused e) {
      // Kept, taken, full, or its holder is away: all of them are fair.
      contest.count(e.reason().name());
    }
  }

  private void giveBack() {
    List<IpAddress> all = new ArrayList<>(held.keySet());
    if (!all.isEmpty()) {
      IpAddress address = all.get(random.nextInt(all.size()));
      contest.judge().back(address, Objects.requireNonNull(held.remove(address)));
      agent.ipam().giveBack(contest.network().name(), address);
    }
  }

  /** All ends at once, the end of the journal too; some time later the machine is switched on. */
  private void losePower() throws InterruptedException, IOException {
    contest.count("power failures");
    agent.kill();
    held.forEach((address, holder) -> contest.judge().died(address, holder));
    held.clear();
    cutJournal();
    contest.judge().powerFailed();
    off = true;
    long wait = random.nextInt(2) == 0 ? 0 : contest.ttl().toMillis() * (1 + random.nextInt(3));
    Thread.sleep(wait + random.nextInt(500));
    off = false;
    agent = begin(calls());
  }

  private void cutJournal() throws IOException {
    Path journal = contest.journal(name);
    long size = Files.size(journal);
    if (size > 0 && random.nextInt(2) == 0) {
      try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
        channel.truncate(random.nextLong(size));
      }
    }
  }

  /** Another agent, which nobody kills. */
  void steady() throws InterruptedException {
    agent.kill();
    agent = begin(Integer.MAX_VALUE);
  }

  /** Every container ends. */
  void giveAllBack() {
    while (!held.isEmpty()) {
      giveBack();
    }
  }
}
