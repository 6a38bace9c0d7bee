package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreKind;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names on a network that spans two hosts, with a compose project on one of them. */
class NetworkNamesIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static Fleet fleet;

  @BeforeAll
  static void open() {
    fleet = Fleet.open(StoreKind.etcd(), 1, 2);
  }

  @AfterAll
  static void close() {
    fleet.close();
  }

  private static void awaitNetwork(String network) {
    for (int i = 0; i < 2; i++) {
      LabHost host = fleet.host(i);
      Await.until(
          "network " + network + " is on " + host.name(),
          SOON,
          () ->
              host.docker("network", "ls", "--format", "{{.Name}} {{.Driver}}")
                      .contains(network + " fairlead")
                  && host.docker("network", "inspect", "--format", "{{.IPAM.Driver}}", network)
                      .contains("fairlead"));
    }
  }

  private static String lookUp(LabContainer from, String name) {
    return from.exec("sh", "-c", "nslookup -type=a " + name + " 2>&1 || true");
  }

  private static void finds(LabContainer from, String name, LabContainer... all) {
    Await.until(
        from.name() + " finds " + name,
        SOON,
        () -> {
          String said = lookUp(from, name);
          return List.of(all).stream().allMatch(one -> said.contains(one.address("backend")));
        });
  }

  @Test
  void aComposeProjectAndContainersOfAnotherHostFindEachOther() throws IOException {
    LabHost first = fleet.host(0);
    LabHost second = fleet.host(1);
    first.docker("network", "create", "-d", "fairlead", "--ipam-driver", "fairlead", "backend");
    first.docker("network", "create", "-d", "fairlead", "--ipam-driver", "fairlead", "other");
    awaitNetwork("backend");
    awaitNetwork("other");
    LabContainer alien = second.run(Images.IDLE, "--name", "alien", "--network", "other");
    LabContainer far = second.run(Images.IDLE, "--name", "far", "--network", "backend");
    Path file = first.directory().resolve("docker-compose.yml");
    Files.writeString(
        file,
        """
        version: "2.4"
        services:
          app:
            image: bb
          db:
            image: bb
        networks:
          default:
            external:
              name: backend
        """);
    first.run(Images.IDLE, "--name", "makes-the-image").remove();

    compose(file, "up", "--detach", "--scale", "app=2");

    LabContainer app1 = new LabContainer(first, "shop_app_1");
    LabContainer app2 = new LabContainer(first, "shop_app_2");
    LabContainer db = new LabContainer(first, "shop_db_1");
    finds(app1, "db", db);
    finds(db, "app", app1, app2);
    finds(db, "shop_app_2", app2);
    finds(far, "db", db);
    finds(far, "app", app1, app2);
    finds(app1, "far", far);
    app1.exec("ping", "-c", "1", "-w", "5", "far");
    assertFalse(lookUp(alien, "db").contains(db.address("backend")), lookUp(alien, "db"));
    finds(far, "shop_db_1.container.internal", db);

    compose(file, "up", "--detach", "--scale", "app=1");
    String gone = db.exec("sh", "-c", "nslookup -type=a app");
    Await.until("one is left", SOON, () -> !lookUp(far, "app").contains(addressIn(gone, app1)));

    compose(file, "down");
  }

  /** The address in an answer that is not this container's. */
  private static String addressIn(String answer, LabContainer other) {
    return answer
        .lines()
        .filter(line -> line.startsWith("Address") && !line.contains(other.address("backend")))
        .map(line -> line.replaceAll(".*: *", ""))
        .filter(address -> address.startsWith("10."))
        .findFirst()
        .orElse("none");
  }

  private static void compose(Path file, String... command) {
    LabHost host = fleet.host(0);
    List<String> all =
        new ArrayList<>(
            List.of(
                "docker-compose",
                "--host",
                host.engine().address(),
                "--project-name",
                "shop",
                "--file",
                file.toString()));
    all.addAll(List.of(command));
    host.exec(all.toArray(String[]::new));
  }
}
