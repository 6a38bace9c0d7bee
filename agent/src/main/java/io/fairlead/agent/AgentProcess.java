package io.fairlead.agent;

import io.fairlead.agent.cli.ExitCode;
import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.config.ConfigException;
import io.fairlead.agent.config.Host;
import io.fairlead.agent.config.Settings;
import io.fairlead.agent.log.LineLoggers;
import io.fairlead.transport.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent as a process: from its command line to its exit status. */
final class AgentProcess {
  private static final String PRINT = "--print-config";
  private static final String NO_INSTALL = "--no-install";

  private static final String COMMAND = System.getProperty("fairlead.command", "fairlead");

  private AgentProcess() {}

  /**
   * Runs until a signal or until it cannot go on.
   *
   * @param verb {@code up} sees to a Docker engine first, {@code agent} does not
   */
  static int run(String verb, List<String> arguments) {
    Duration boot = ProcessAge.now();
    boolean up = verb.equals("up");
    List<String> flags = new ArrayList<>(arguments);
    boolean print = flags.remove(PRINT);
    boolean install = !(up && flags.remove(NO_INSTALL));
    try {
      Settings settings = Settings.read(flags, Host.here());
      AgentConfig config = AgentConfig.of(settings);
      if (print) {
        System.out.print(settings.print());
        return ExitCode.OK;
      }
      LineLoggers.threshold(config.logLevel());
      String docker = config.docker();
      if (up
          && docker != null
          && !EngineSetup.ensure(Address.parse(docker), install, config.data(), new SystemTime())) {
        return ExitCode.FAILED;
      }
      return live(config, boot);
    } catch (ConfigException e) {
      e.problems().forEach(AgentProcess::complain);
      return ExitCode.USAGE;
    } catch (StartFailure e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    } catch (IOException e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }

  private static int live(AgentConfig config, Duration boot) throws InterruptedException {
    SystemTime time = new SystemTime();
    long begin = time.nanos();
    try (Agent agent = Agent.start(config, time)) {
      Duration took = boot.plusNanos(time.nanos() - begin);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "fairlead-stop"));
      System.out.print(Banner.of(config, agent.listening(), took, COMMAND));
      System.out.flush();
      complain(agent.awaitFailure());
      return ExitCode.FAILED;
    }
  }

  /** After a signal: an orderly end is a success. */
  private static void stop(Agent agent) {
    agent.close();
    if (!agent.failed()) {
      Runtime.getRuntime().halt(ExitCode.OK);
    }
  }

  private static void complain(String problem) {
    System.err.println("fairlead: " + problem);
  }
}
