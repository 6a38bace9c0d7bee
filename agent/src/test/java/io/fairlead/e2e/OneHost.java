package io.fairlead.e2e;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.lab.EngineSettings;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabHost;

/** One host with an engine and an agent, shared by the tests of a class. */
final class OneHost implements AutoCloseable {
  private final Lab lab;
  private final LabHost host;
  private final AgentProcess agent;
  private final Agreement agreement;

  private OneHost(Lab lab, EngineSettings settings, String... flags) {
    this.lab = lab;
    this.host = lab.host("h1", settings);
    this.agent = AgentProcess.start(host, flags);
    this.agreement = new Agreement(host, agent);
  }

  static OneHost open(String... flags) {
    return open(EngineSettings.DEFAULT, flags);
  }

  static OneHost open(EngineSettings settings, String... flags) {
    Lab lab = Lab.open();
    try {
      return new OneHost(lab, settings, flags);
    } catch (RuntimeException | AssertionError e) {
      lab.close();
      throw e;
    }
  }

  LabHost host() {
    return host;
  }

  AgentProcess agent() {
    return agent;
  }

  Lab lab() {
    return lab;
  }

  /** Waits until DNS, HTTP and the command line say what the engine says. */
  void settles(String when) {
    agreement.await(when);
  }

  /** The same without the command line, which is a program to start each time. */
  void answersSettle(String when) {
    agreement.awaitAnswers(when);
  }

  /** Starts again what a test left dead, ends all containers, and waits until the agent knows. */
  void clear() {
    if (!host.engine().process().alive()) {
      host.engine().start();
    }
    if (!agent.process().alive()) {
      agent.startAgain();
    }
    host.clear();
    answersSettle("after the end of all containers");
  }

  @Override
  public void close() {
    lab.close();
  }
}
