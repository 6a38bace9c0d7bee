package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers of podman, by CNI, on a network of the cluster. */
class PodmanIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  // The limits are those that a container may have wherever the tests run.
  private static final String SETTINGS =
      """
      [network]
      network_backend = "cni"
      cni_plugin_dirs = ["FOLDER/cni"]
      network_config_dir = "FOLDER/net.d"
      [engine]
      cgroup_manager = "cgroupfs"
      events_logger = "file"
      [containers]
      default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
      """;

  private static final String IMAGE =
      """
      set -e
      cd FOLDER
      mkdir -p image/bin image/etc image/tmp
      cp /bin/busybox image/bin/
      for name in sh sleep ping nslookup; do ln -s busybox image/bin/$name; done
      tar -C image -c . >image.tar
      """;

  private static OneHost one;
  private static LabHost host;

  @BeforeAll
  static void open() throws IOException {
    one = OneHost.open();
    host = one.host();
    Path folder = host.directory();
    one.agent().cli("network", "create", "backend", "--subnet", "10.67.0.0/24");
    String config =
        one.agent().cli("cni", "install", "--network", "backend", "--dir", folder + "/cni");
    Files.createDirectories(folder.resolve("net.d"));
    Files.writeString(
        folder.resolve("net.d/10-backend.conflist"), config.substring(config.indexOf('{')));
    Files.writeString(
        folder.resolve("containers.conf"), SETTINGS.replace("FOLDER", folder.toString()));
    host.exec("sh", "-c", IMAGE.replace("FOLDER", folder.toString()));
    podman("import", folder + "/image.tar", "idle");
    Await.until("the engine has it", SOON, () -> host.docker("network", "ls").contains("backend"));
  }

  @AfterAll
  static void close() {
    one.close();
  }

  @AfterEach
  void nothingIsLeft() {
    podman("rm", "--force", "--time", "0", "--all");
    host.docker("rm", "--force", "web");
    Await.quiet("nothing is left", SOON, () -> links() + held());
  }

  /** Our links on the host. */
  private static String links() {
    return host.exec("sh", "-c", "ip -o link | grep -oE '^[0-9]+: f[la][^:@]*' || true");
  }

  private static String held() {
    int endpoints = one.agent().get("/networks/backend").at("endpoints").elements().size();
    int attached = one.agent().get("/attachments").at("attachments").elements().size();
    return endpoints + attached == 0 ? "" : endpoints + " endpoints, " + attached + " attached";
  }

  private static String podman(String... arguments) {
    String folder = host.directory().toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "CONTAINERS_CONF=" + folder + "/containers.conf",
                "podman",
                "--root",
                folder + "/pod",
                "--runroot",
                folder + "/podrun",
                "--tmpdir",
                folder + "/podtmp",
                "--storage-driver",
                "vfs"));
    command.addAll(List.of(arguments));
    return host.exec(command.toArray(String[]::new)).strip();
  }

  private static void run(String name, String... more) {
    List<String> all = new ArrayList<>(List.of("run", "--detach", "--name", name));
    all.addAll(List.of("--network", "backend"));
    all.addAll(List.of(more));
    all.addAll(List.of("idle", "sleep", "600"));
    podman(all.toArray(String[]::new));
  }

  private static String address(String name) {
    return podman("inspect", "--format", "{{.NetworkSettings.Networks.backend.IPAddress}}", name);
  }

  private static void finds(String from, String name, String address) {
    Await.until(
        from + " finds " + name,
        SOON,
        () ->
            podman("exec", from, "sh", "-c", "nslookup -type=a " + name + " 2>&1 || true")
                .contains(address));
  }

  @Test
  void itsContainersAndTheEnginesReachEachOtherByAddressAndByName() {
    run("one");
    run("two", "--ip", "10.67.0.77");
    LabContainer web = host.run(Images.IDLE, "--name", "web", "--network", "backend");
    String docker =
        host.docker("inspect", "-f", "{{.NetworkSettings.Networks.backend.IPAddress}}", "web")
            .strip();
    assertEquals("10.67.0.77", address("two"));
    podman("exec", "one", "ping", "-c", "1", "-w", "5", "10.67.0.77");
    podman("exec", "one", "ping", "-c", "1", "-w", "5", docker);
    web.exec("ping", "-c", "1", "-w", "5", address("one"));
    finds("one", "two", "10.67.0.77");
    finds("one", "web", docker);
    Await.until(
        "the engine's container finds podman's",
        SOON,
        () -> web.exec("sh", "-c", "nslookup -type=a one 2>&1 || true").contains(address("one")));
    assertTrue(one.agent().cli("network", "inspect", "backend").contains("two"));
  }

  @Test
  void itsContainersOutliveTheAgentAndComeBackWhenTheyAreStartedAgain() {
    run("one");
    run("two");
    String second = address("two");
    one.agent().kill();
    podman("exec", "one", "ping", "-c", "1", "-w", "5", second);
    one.agent().startAgain();
    podman("exec", "one", "ping", "-c", "1", "-w", "5", second);
    podman("stop", "--time", "0", "two");
    Await.until("its endpoint ends", SOON, () -> held().startsWith("1 "));
    podman("start", "two");
    podman("exec", "one", "ping", "-c", "1", "-w", "5", address("two"));
  }

  @Test
  void whatPodmanDoesNotAskItselfIsAnsweredForItsContainers() {
    run("one");
    String check = cni("CHECK", "1.0.0", ",\"prevResult\":" + cni("ADD", "1.0.0", ""));
    assertEquals("", check, "as it was made; the ADD before it changed nothing");
    assertEquals("", cni("STATUS", "1.1.0", ""));
    cni("GC", "1.1.0", ",\"cni.dev/valid-attachments\":[]");
    assertEquals("", held(), "what no runtime knows any more is ended");
  }

  /** What our plugin answers for a container of podman's, asked as podman asks. */
  private static String cni(String command, String version, String more) {
    String config =
        "{\"cniVersion\":\"%s\",\"name\":\"backend\",\"type\":\"fairlead\",\"network\":\"backend\"%s}"
            .formatted(version, more);
    return host.exec(
            "env",
            "CNI_COMMAND=" + command,
            "CNI_CONTAINERID=" + podman("inspect", "--format", "{{.Id}}", "one"),
            "CNI_NETNS=" + podman("inspect", "--format", "{{.NetworkSettings.SandboxKey}}", "one"),
            "CNI_IFNAME=eth0",
            "CNI_PATH=/opt/cni/bin",
            "sh",
            "-c",
            "printf '%s' '" + config + "' | " + host.directory() + "/cni/fairlead")
        .strip();
  }
}
