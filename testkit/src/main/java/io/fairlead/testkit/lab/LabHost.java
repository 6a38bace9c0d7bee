package io.fairlead.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One machine with a Docker engine. All its methods block, and throw {@link LabException} with what
 * the tool said where something fails. One thread at a time.
 */
public final class LabHost extends LabMachine {
  private final LabEngine engine;
  private final Set<String> images = new HashSet<>();

  LabHost(Lab lab, String name, int number, EngineSettings settings) {
    super(
        lab,
        name,
        number,
        List.of("data", "exec"),
        List.of(
            "mkdir -p /run/docker /run/containerd",
            "mount -t tmpfs none /run/docker",
            "mount -t tmpfs none /run/containerd"));
    try {
      Files.writeString(directory().resolve("daemon.json"), "{}\n");
    } catch (IOException e) {
      throw new LabException("The directory of " + name + " cannot be filled", e);
    }
    this.engine = new LabEngine(this, directory(), engineFlags(), settings);
  }

  /** Its engine. */
  public LabEngine engine() {
    return engine;
  }

  /** The host's own address on the engine's bridge, where containers reach it. */
  public String gateway() {
    String line = exec("ip", "-4", "-oneline", "address", "show", "dev", "docker0");
    return line.replaceFirst(".*inet ([0-9.]+)/.*", "$1");
  }

  /** The output of the docker command, spoken to this host's engine, that must succeed. */
  public String docker(String... arguments) {
    return tryDocker(arguments).outputOrFail();
  }

  Command.Result tryDocker(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(Command.tool("docker", "docker.io"), "--host", engine.address()));
    command.addAll(Arrays.asList(arguments));
    return Command.run(command, Map.of("DOCKER_CONFIG", directory().toString()));
  }

  /**
   * Starts a container of an image of the lab with the image's own command.
   *
   * @param options of {@code docker run}; {@code --name} is what a test mostly wants
   */
  public LabContainer run(String image, String... options) {
    return run(image, List.of(options), List.of());
  }

  /** Starts a container with another command than the image's. */
  public LabContainer run(String image, List<String> options, List<String> command) {
    if (!images.contains(image)) {
      image(image, Images.settings(image).toArray(String[]::new));
    }
    List<String> all = new ArrayList<>(List.of("run", "--detach"));
    all.addAll(options);
    all.add(image);
    all.addAll(command);
    String id = docker(all.toArray(String[]::new));
    int named = options.indexOf("--name");
    return new LabContainer(this, named < 0 ? id : options.get(named + 1));
  }

  /**
   * Makes an image of the lab's one layer, or replaces it.
   *
   * @param settings as {@code docker import --change} takes them: {@code EXPOSE 80}
   */
  public void image(String image, String... settings) {
    List<String> command = new ArrayList<>(List.of("import"));
    for (String setting : settings) {
      command.addAll(List.of("--change", setting));
    }
    command.addAll(List.of(lab().layer().toString(), image));
    docker(command.toArray(String[]::new));
    images.add(image);
  }

  /** Removes all containers, and all networks and volumes that the engine did not come with. */
  public void clear() {
    List<String> containers = docker("ps", "--all", "--quiet").lines().toList();
    if (!containers.isEmpty()) {
      List<String> all = new ArrayList<>(List.of("rm", "--force", "--volumes"));
      all.addAll(containers);
      docker(all.toArray(String[]::new));
    }
    docker("network", "prune", "--force");
    docker("volume", "prune", "--force");
  }

  private List<String> engineFlags() {
    return List.of(
        "--data-root",
        directory().resolve("data").toString(),
        "--exec-root",
        directory().resolve("exec").toString(),
        "--pidfile",
        directory().resolve("docker.pid").toString(),
        "--config-file",
        directory().resolve("daemon.json").toString(),
        "--exec-opt",
        "native.cgroupdriver=cgroupfs",
        "--cgroup-parent",
        "/" + network(),
        "--ipv6",
        "--fixed-cidr-v6",
        "fd77:" + number() + "::/64");
  }
}
