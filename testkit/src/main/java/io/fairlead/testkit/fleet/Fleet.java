package io.fairlead.testkit.fleet;

import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.Together;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hosts with an engine and an agent each, and the servers of the store that the agents share, all
 * on one network. Closing ends and removes all of it, also what a failed test left dead, frozen or
 * cut off.
 *
 * <pre>{@code
 * try (Fleet fleet = Fleet.open(StoreKind.etcd(), 3, 3, "--lease-ttl", "3s")) {
 *   fleet.host(0).run(Images.WEB, "--name", "web");
 *   fleet.host(0).cutLink();
 *   fleet.store().kill(fleet.store().leader());
 *   fleet.agent(1).resolve("web.container.internal", "A");
 * }
 * }</pre>
 */
public final class Fleet implements AutoCloseable {
  private final Lab lab;
  private final StoreServers store;
  private final List<LabHost> hosts;
  private final List<AgentProcess> agents;

  private Fleet(Lab lab, StoreServers store, List<LabHost> hosts, List<AgentProcess> agents) {
    this.lab = lab;
    this.store = store;
    this.hosts = List.copyOf(hosts);
    this.agents = List.copyOf(agents);
  }

  /**
   * Opens one, and returns once every agent is ready.
   *
   * @param servers of the store
   * @param flags more flags of every agent
   */
  public static Fleet open(StoreKind kind, int servers, int hosts, String... flags) {
    Lab lab = Lab.open();
    try {
      StoreServers store = StoreServers.start(lab, kind, servers);
      List<LabHost> all = lab.hosts(hosts);
      store.awaitServing(servers);
      List<String> more = new ArrayList<>(List.of("--store", store.url()));
      more.addAll(Arrays.asList(flags));
      String[] every = more.toArray(String[]::new);
      List<AgentProcess> agents =
          all.stream().map(host -> AgentProcess.launch(host, every)).toList();
      Fleet fleet = new Fleet(lab, store, all, agents);
      fleet.awaitReady();
      return fleet;
    } catch (RuntimeException | AssertionError e) {
      lab.close();
      throw e;
    }
  }

  /** The lab that all of it is in. */
  public Lab lab() {
    return lab;
  }

  /** The store that the agents share. */
  public StoreServers store() {
    return store;
  }

  /** How many hosts there are. */
  public int size() {
    return hosts.size();
  }

  /** A host; their numbers begin with 0. */
  public LabHost host(int number) {
    return hosts.get(number);
  }

  /** All hosts. */
  public List<LabHost> hosts() {
    return hosts;
  }

  /** The agent of a host. */
  public AgentProcess agent(int number) {
    return agents.get(number);
  }

  /** The agents of all hosts. */
  public List<AgentProcess> agents() {
    return agents;
  }

  /** Waits until every agent is ready. */
  public void awaitReady() {
    Together.each(agents, AgentProcess::awaitReady);
  }

  /**
   * Undoes all that was done to it: what is dead is started, what is frozen goes on, every link is
   * whole and as fast as it can be. Returns once the store serves and every agent is ready.
   */
  public void heal() {
    lab.join();
    for (LabHost host : hosts) {
      host.healLink();
      host.quickenLink();
      if (!host.engine().process().alive()) {
        host.engine().start();
      }
      host.engine().process().signal("CONT");
    }
    for (int server = 0; server < store.count(); server++) {
      store.machine(server).healLink();
      store.machine(server).quickenLink();
      if (store.runs(server)) {
        store.thaw(server);
      }
    }
    store.startAll();
    for (AgentProcess agent : agents) {
      if (agent.process().alive()) {
        agent.thaw();
      } else {
        agent.launchAgain();
      }
    }
    awaitReady();
  }

  @Override
  public void close() {
    lab.close();
  }
}
