package io.fairlead.attach;

import static io.fairlead.attach.OneNode.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.HostSide;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Wish;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent dies before and after each thing that it does for an endpoint. */
class AttachmentsKilledTest {
  private static final EndpointId WEB = id("web");
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void nothingLeaksWhereTheContainerIsGone() throws Exception {
    int kills = 0;
    for (int step = 0; dies(step, false); step++) {
      kills++;
    }
    assertTrue(kills > 20, "only " + kills + " steps were tried");
  }

  @Test
  void whatTheEngineStillHasStaysAsItIs() throws Exception {
    int kills = 0;
    for (int step = 0; dies(step, true); step++) {
      kills++;
    }
    assertTrue(kills > 10, "only " + kills + " steps were tried");
  }

  /**
   * One life that ends at this step, and the agent after it.
   *
   * @return whether it came to that step
   */
  private boolean dies(int step, boolean stays) throws Exception {
    OneNode node = new OneNode(Files.createDirectory(folder.resolve(stays + "-" + step)));
    Death death = new Death(step);
    boolean joined = false;
    boolean killed = false;
    Attachments first = null;
    try {
      first = death.agent(node);
      first.tidy(LONG);
      IpPrefix reserved = first.reserve("both", new Addresses.Wanted(false, null, null, "", ""));
      first.create(
          new Wish(
              WEB,
              "both",
              null,
              reserved,
              null,
              NetworkEndpoint.Attached.UNKNOWN,
              List.of(),
              "run"));
      first.join(WEB, "/run/netns/web");
      joined = true;
      if (!stays) {
        first.leave(WEB);
        first.remove(WEB);
        first.free("both", reserved.address());
      }
    } catch (Death.Killed e) {
      killed = true;
    } finally {
      if (first != null) {
        first.close();
      }
    }
    try (Attachments next = node.agent()) {
      if (!joined || !stays) {
        next.own().forEach(endpoint -> next.remove(endpoint.id()));
      }
      node.time.advance(LONG.multipliedBy(2));
      next.tidy(LONG);
      node.time.advance(LONG.multipliedBy(2));
      next.tidy(LONG);
      node.reconcile(next);
      int there = joined && stays ? 1 : 0;
      String at = "killed at step " + step;
      assertEquals(there, next.own().size(), at);
      assertEquals(next.own(), node.told.all(), at);
      assertEquals(2 * there, node.addresses.given().size(), at + ": " + node.addresses.given());
      assertEquals(there, node.host.links().size(), at);
      assertEquals(there == 1, node.host.has(WEB), at);
    }
    return killed;
  }

  @Test
  void aJournalThatIsCutAnywhereStillOpensAndIsGoneOnWith() throws Exception {
    OneNode node = new OneNode(folder);
    try (Attachments agent = node.agent()) {
      agent.tidy(LONG);
      agent.create(Wish.of(WEB, "backend", "run"));
      agent.join(WEB, "/run/netns/web");
    }
    byte[] all = Files.readAllBytes(node.journal);
    for (int length = 0; length < all.length; length++) {
      Files.write(node.journal, Arrays.copyOf(all, length));
      try (Attachments agent = node.agent()) {
        agent.create(Wish.of(id("db"), "backend", "run"));
        assertTrue(agent.own().size() <= 2);
      }
      try (Attachments agent = node.agent()) {
        assertTrue(
            agent.own().stream().anyMatch(one -> one.id().equals(id("db"))), "cut at " + length);
        agent.remove(id("db"));
      }
    }
  }

  /** Ends the agent's life at one of its effects. */
  private static final class Death {
    private final int step;
    private int steps;

    Death(int step) {
      this.step = step;
    }

    static final class Killed extends Error {
      private static final long serialVersionUID = 1L;
    }

    private void look() {
      if (steps++ >= step) {
        throw new Killed();
      }
    }

    Attachments agent(OneNode node) {
      return node.agent(
          new Addresses() {
            @Override
            public IpPrefix give(Network network, Wanted wanted) {
              look();
              IpPrefix given = node.addresses.give(network, wanted);
              look();
              return given;
            }

            @Override
            public void hold(String network, IpAddress address, String holder, String name) {
              look();
              node.addresses.hold(network, address, holder, name);
              look();
            }

            @Override
            public void giveBack(String network, IpAddress address) {
              look();
              node.addresses.giveBack(network, address);
              look();
            }

            @Override
            public void giveBackUnused(String network, IpAddress address) {
              look();
              node.addresses.giveBackUnused(network, address);
              look();
            }

            @Override
            public void settle(Collection<InUse> all) {
              look();
              node.addresses.settle(all);
              look();
            }
          },
          new HostSide() {
            @Override
            public Interface realise(Network network, NetworkEndpoint endpoint, String sandbox) {
              look();
              Interface made = node.host.realise(network, endpoint, sandbox);
              look();
              return made;
            }

            @Override
            public void release(NetworkEndpoint endpoint) {
              look();
              node.host.release(endpoint);
              look();
            }
          },
          new Endpoints() {
            @Override
            public void reset(List<NetworkEndpoint> all) {
              look();
              node.told.reset(all);
              look();
            }

            @Override
            public void upsert(NetworkEndpoint endpoint) {
              look();
              node.told.upsert(endpoint);
              look();
            }

            @Override
            public void remove(EndpointId id) {
              look();
              node.told.remove(id);
              look();
            }

            @Override
            public List<NetworkEndpoint> all() {
              return node.told.all();
            }
          });
    }
  }
}
