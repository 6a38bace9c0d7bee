package io.fairlead.attach;

import static io.fairlead.attach.OneNode.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.Wish;
import io.fairlead.testkit.time.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node without a journal tells all its addresses for the first time while it gives some. */
class FirstTidyTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private final List<Thread> tellers = new ArrayList<>();
  private final List<Attachments> agents = new ArrayList<>();

  @Test
  void anAddressThatIsBeingReservedThenStaysGiven() throws Exception {
    OneNode node = new OneNode(folder);
    try (Attachments agent = open(node)) {
      agent.reserve("backend", new Addresses.Wanted(false, null, null, "a container", ""));
      allIsTold();
      assertEquals(Map.of("backend 10.1.0.2", "a container"), node.addresses.given());
    }
  }

  @Test
  void anAddressOfAnEndpointThatIsBeingMadeThenStaysGiven() throws Exception {
    OneNode node = new OneNode(folder);
    try (Attachments agent = open(node)) {
      agent.create(Wish.of(id("web"), "backend", "docker run"));
      allIsTold();
      assertEquals(Map.of("backend 10.1.0.2", "host1/web"), node.addresses.given());
    }
  }

  private Attachments open(OneNode node) {
    Attachments agent =
        node.agent(new ToldInBetween(node.addresses, this::tell), node.host, node.told);
    agents.add(agent);
    return agent;
  }

  /** Another thread tells all now; returns once it has, or waits for its turn. */
  private void tell() {
    Thread teller = Thread.ofPlatform().start(() -> agents.getFirst().tidy(LONG));
    tellers.add(teller);
    Set<Thread.State> ends = Set.of(Thread.State.WAITING, Thread.State.TERMINATED);
    try {
      Patience.until(() -> ends.contains(teller.getState()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void allIsTold() throws InterruptedException {
    for (Thread teller : tellers) {
      teller.join();
    }
  }

  /** Lets all be told after an address is given, before whoever asked for it hears of it. */
  private record ToldInBetween(Addresses inner, Runnable tell) implements Addresses {
    @Override
    public IpPrefix give(Network network, Wanted wanted) {
      IpPrefix given = inner.give(network, wanted);
      tell.run();
      return given;
    }

    @Override
    public void hold(String network, IpAddress address, String holder, String name) {
      inner.hold(network, address, holder, name);
    }

    @Override
    public void giveBack(String network, IpAddress address) {
      inner.giveBack(network, address);
    }

    @Override
    public void giveBackUnused(String network, IpAddress address) {
      inner.giveBackUnused(network, address);
    }

    @Override
    public void settle(Collection<InUse> all) {
      inner.settle(all);
    }
  }
}
