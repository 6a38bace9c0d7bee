package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.registry.LeasedMirror;
import io.fairlead.registry.Registry;
import io.fairlead.registry.move.Mover;
import io.fairlead.registry.move.Phase;
import io.fairlead.registry.move.Plan;
import io.fairlead.registry.move.Progress;
import io.fairlead.registry.move.SwitchedStore;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.view.http.Moving;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** This agent's part in a move to another store, and its hand on the next step. */
final class Moves implements Moving, AutoCloseable {
  private final AgentConfig config;
  private final Map<String, String> variables;
  private final Time time;
  private final Mover mover;

  private Moves(AgentConfig config, SwitchedStore store, Map<String, String> variables, Time time) {
    this.config = config;
    this.variables = variables;
    this.time = time;
    MoveMemory memory = new MoveMemory(config.data(), config.store());
    this.mover =
        new Mover(
            store,
            memory.load(),
            new Mover.Options(
                config.node(),
                this::open,
                place -> LeasedMirror.same(place, config.leaseTtl()),
                memory::keep,
                config.leaseTtl(),
                new Random()),
            time);
  }

  /**
   * Reads where the agents of this store are.
   *
   * @throws StartFailure where they are in a store that this agent cannot open
   */
  static Moves open(
      AgentConfig config, SwitchedStore store, Map<String, String> variables, Time time) {
    try {
      return new Moves(config, store, variables, time);
    } catch (StoreException e) {
      throw new StartFailure("the agents moved to another store: " + e.getMessage());
    }
  }

  private Store open(String text) {
    StoreUrl url = StoreUrl.parse(text);
    if (!url.scheme().remote()) {
      throw StoreException.refused(
          "'" + url + "' is a store of one host alone; name one that all hosts reach");
    }
    Map<String, String> next = new LinkedHashMap<>();
    next.put(Secrets.PASSWORD, variables.getOrDefault(Secrets.NEXT_PASSWORD, ""));
    next.put(Secrets.TOKEN, variables.getOrDefault(Secrets.NEXT_TOKEN, ""));
    return Stores.remote(url, Secrets.of(url, next), time);
  }

  void run(Registry registry) throws InterruptedException {
    mover.run(registry);
  }

  /** Whether this agent began in another store than the configuration names. */
  boolean moved() {
    Plan plan = mover.plan();
    return !mover.home().isEmpty() || (plan != null && plan.phase() != Phase.DUAL);
  }

  /** For people; empty where nothing moves. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    Plan plan = mover.plan();
    if (plan != null) {
      facts.put("to", plan.to());
      facts.put("phase", plan.phase().text());
    } else if (!mover.home().isEmpty()) {
      facts.put("moved_to", mover.home());
    }
    return facts;
  }

  @Override
  public Map<String, Object> status() {
    return said(mover.conductor().status());
  }

  @Override
  public Map<String, Object> step(String from, String to, boolean force) {
    StoreUrl target = StoreUrl.parse(to);
    String given = StoreUrl.parse(from).toString();
    String home = mover.home().isEmpty() ? config.store().toString() : mover.home();
    if (given.equals(config.store().toString()) && target.toString().equals(mover.home())) {
      return Map.of("phase", Phase.DONE.text(), "to", mover.home(), "finished", true);
    }
    if (!given.equals(home)) {
      throw StoreException.refused(
          "this agent's store is " + home + ", not " + given + "; write it as the first URL");
    }
    return said(
        mover
            .conductor()
            .forward(
                target.toString(),
                mover.opened(target.toString()),
                UUID.randomUUID().toString(),
                force));
  }

  @Override
  public Map<String, Object> back(boolean force) {
    return said(mover.conductor().back(force));
  }

  private static Map<String, Object> said(Progress progress) {
    Map<String, Object> said = new LinkedHashMap<>();
    Plan plan = progress.plan();
    said.put("phase", plan == null ? "none" : plan.phase().text());
    said.put("to", plan == null ? "" : plan.to());
    said.put("moved", progress.moved());
    said.put("finished", progress.finished());
    said.put("waiting", progress.waiting());
    said.put("problems", progress.problems());
    said.put("differing", progress.differing());
    return said;
  }

  @Override
  public void close() {
    mover.close();
  }
}
