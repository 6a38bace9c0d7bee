package io.fairlead.e2e;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Does random things to containers, networks, the engine and the agent, the same for one seed. */
final class Mischief {
  private static final int CONTAINERS_AT_MOST = 10;
  private static final List<String> NETWORKS = List.of("bridge", "red", "blue");
  private static final List<String> PROJECTS = List.of("shop", "blog");
  private static final List<String> SERVICES = List.of("web", "api", "db");

  private final LabHost host;
  private final AgentProcess agent;
  private final SplittableRandom random;
  private final List<String> names = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private int named;
  private int refused;

  Mischief(LabHost host, AgentProcess agent, long seed) {
    this.host = host;
    this.agent = agent;
    this.random = new SplittableRandom(seed);
    host.docker("network", "create", "red");
    host.docker("network", "create", "--ipv6", "--subnet", "fd77:b1::/64", "blue");
  }

  /** All that was done, for the message of a failure. */
  List<String> story() {
    return story;
  }

  /** How often the engine refused: to connect what is connected, to start what runs. */
  int refused() {
    return refused;
  }

  /** One random deed among containers; may find that the engine refuses it. */
  void disturb() {
    int dice = random.nextInt(100);
    if (names.isEmpty() || (dice < 30 && names.size() < CONTAINERS_AT_MOST)) {
      run();
    } else if (dice < 40) {
      docker("stop", any());
    } else if (dice < 48) {
      docker("kill", any());
    } else if (dice < 56) {
      docker("start", any());
    } else if (dice < 62) {
      docker("restart", any());
    } else if (dice < 68) {
      docker("pause", any());
    } else if (dice < 74) {
      docker("unpause", any());
    } else if (dice < 80) {
      docker("network", "connect", from(NETWORKS), any());
    } else if (dice < 86) {
      docker("network", "disconnect", from(NETWORKS), any());
    } else if (dice < 92) {
      rename();
    } else {
      remove();
    }
  }

  /** Kills the agent, does some deeds behind its back, and starts it again. */
  void disturbWithoutAgent() {
    story.add("kill the agent");
    agent.kill();
    int deeds = random.nextInt(1, 6);
    for (int i = 0; i < deeds; i++) {
      disturb();
    }
    story.add("start the agent");
    agent.startAgain();
  }

  /** Kills the engine and starts it again; sometimes the agent is killed meanwhile. */
  void killEngine() {
    story.add("kill the engine");
    host.engine().kill();
    boolean agentToo = random.nextInt(3) == 0;
    if (agentToo) {
      story.add("kill the agent");
      agent.kill();
    }
    story.add("start the engine");
    host.engine().start();
    if (agentToo) {
      story.add("start the agent");
      agent.startAgain();
    }
  }

  private void run() {
    String name = "c" + named++;
    List<String> options = new ArrayList<>(List.of("--name", name, "--network", from(NETWORKS)));
    if (random.nextBoolean()) {
      options.addAll(
          List.of(
              "--label", "com.docker.compose.project=" + from(PROJECTS),
              "--label", "com.docker.compose.service=" + from(SERVICES)));
    }
    if (random.nextInt(3) == 0) {
      options.addAll(List.of("--restart", "always"));
    }
    story.add("run " + options);
    host.run(from(List.of(Images.WEB, Images.IDLE, Images.CHECKED)), options, List.of());
    names.add(name);
  }

  private void rename() {
    String old = any();
    String name = "c" + named++;
    if (docker("rename", old, name)) {
      names.remove(old);
      names.add(name);
    }
  }

  private void remove() {
    String name = any();
    if (docker("rm", "--force", name)) {
      names.remove(name);
    }
  }

  private boolean docker(String... arguments) {
    story.add(String.join(" ", arguments));
    try {
      host.docker(arguments);
      return true;
    } catch (LabException e) {
      story.add("  refused");
      refused++;
      return false;
    }
  }

  private String any() {
    return from(names);
  }

  private String from(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
