package io.fairlead.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fairlead cni install}. */
@Command(
    name = "install",
    sortOptions = false,
    description = {
      "Writes the program that runtimes start, and prints an example of their configuration."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead cni install",
      "  fairlead cni install --network backend > /etc/cni/net.d/10-backend.conflist",
      "  fairlead cni install --dir /usr/lib/cni --agent /run/fairlead/fairlead.sock"
    })
final class CniInstallCommand implements Callable<Integer> {
  private static final String SCRIPT = "fairlead-cni.sh";
  private static final String NAME = "fairlead";
  private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9_./@+-]*");
  private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  @Option(
      names = "--dir",
      paramLabel = "PATH",
      description = "Where runtimes look for plugins. Default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("/opt/cni/bin");

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "The network in the example. Default: ${DEFAULT-VALUE}.")
  private String network = "backend";

  @Mixin private final Client agent;

  CniInstallCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    String path = agent.socket();
    if (!PLAIN.matcher(path).matches()) {
      throw new CliFailure(
          ExitCode.USAGE,
          "--agent " + path + ": runtimes ask over the unix socket; write its whole path");
    }
    if (!NETWORK.matcher(network).matches()) {
      throw new CliFailure(ExitCode.USAGE, "--network " + network + ": that is no network's name");
    }
    Path file = directory.resolve(NAME);
    try {
      write(file, script().replace("@SOCKET@", path));
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.FAILED, "cannot write " + file + ": " + e + "; --dir names another place");
    }
    agent.terminal().err().println("wrote " + file + ", which asks the agent at " + path);
    agent.terminal().out().print(example(network));
    return ExitCode.OK;
  }

  /** At once: a runtime may start it at any moment. */
  private static void write(Path file, String script) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file"));
    Path fresh = file.resolveSibling("." + NAME + ".new");
    Files.writeString(fresh, script);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String script() throws IOException {
    try (InputStream in = CniInstallCommand.class.getResourceAsStream(SCRIPT)) {
      return new String(Objects.requireNonNull(in, SCRIPT).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What runtimes read. */
  static String example(String network) {
    return """
    {
      "cniVersion": "1.0.0",
      "name": "%s",
      "plugins": [
        {
          "type": "fairlead",
          "network": "%s",
          "capabilities": {"ips": true, "mac": true}
        }
      ]
    }
    """
        .formatted(network, network);
  }
}
