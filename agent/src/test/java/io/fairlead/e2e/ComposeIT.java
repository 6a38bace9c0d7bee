package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real compose project: its services' names, its scale, its end. */
class ComposeIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static OneHost one;

  @BeforeAll
  static void open() {
    one = OneHost.open();
  }

  @AfterAll
  static void close() {
    one.close();
  }

  @Test
  void aProjectIsANamespaceWhoseServicesComeScaleAndGo() throws IOException {
    one.host().run(Images.WEB, "--name", "makes-the-image").remove();
    Path file = one.host().directory().resolve("docker-compose.yml");
    Files.writeString(
        file,
        """
        version: "2.4"
        services:
          web:
            image: web
          client:
            image: web
            dns: %s
        """
            .formatted(one.agent().dns()));

    compose(file, "up", "--detach", "--scale", "web=3");
    one.settles("after up");
    assertEquals(3, one.agent().resolve("web.shop.svc.internal", "A").size());
    Await.until(
        "the bare name is answered to a container of the project",
        DEADLINE,
        () ->
            one.host().docker("exec", "shop_client_1", "wget", "-qO-", "http://web/").length() > 0);
    assertTrue(
        one.host()
            .docker("exec", "shop_client_1", "nslookup", "-type=a", "web.shop.svc.internal")
            .contains("Name:"));

    compose(file, "up", "--detach", "--scale", "web=1");
    one.settles("after a smaller scale");
    assertEquals(1, one.agent().resolve("web.shop.svc.internal", "A").size());

    compose(file, "down");
    one.settles("after down");
    assertEquals(List.of(), one.agent().resolve("web.shop.svc.internal", "A"));
  }

  private static void compose(Path file, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "DOCKER_HOST=" + one.host().engine().address(),
                "docker-compose",
                "--project-name",
                "shop",
                "--file",
                file.toString()));
    command.addAll(List.of(arguments));
    one.host().exec(command.toArray(String[]::new));
  }
}
