package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Datacenters;
import io.fairlead.registry.Journal;
import io.fairlead.spi.Time;
import io.fairlead.view.http.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The other datacenters, nearest first. */
final class Remotes implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final List<Remote> remotes = new ArrayList<>();
  private final Time time;

  private Remotes(Time time) {
    this.time = time;
  }

  /**
   * Opens the stores of all of them.
   *
   * @throws StartFailure where one is configured wrongly; none is left open then
   */
  static Remotes open(AgentConfig config, Journal journal, Time time) {
    Remotes all = new Remotes(time);
    try {
      for (AgentConfig.Remote remote : config.site().remotes()) {
        all.remotes.add(Remote.open(remote, config.data(), journal, time));
      }
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** Follows all of them from now on. */
  void start(Crew crew) {
    if (!remotes.isEmpty()) {
      remotes.forEach(remote -> remote.start(crew));
      crew.add("remotes", this::look);
    }
  }

  private void look() throws InterruptedException {
    while (true) {
      remotes.forEach(Remote::look);
      time.sleep(LOOK);
    }
  }

  /** All datacenters together. */
  Datacenters with(String own, Catalog catalog) {
    return new Datacenters(
        Datacenters.Member.current(own, catalog::snapshot),
        remotes.stream().map(Remote::member).toList());
  }

  /** For the HTTP API. */
  List<Site> sites() {
    return remotes.stream().map(Remote::site).toList();
  }

  @Override
  public void close() {
    remotes.forEach(Remote::close);
  }
}
