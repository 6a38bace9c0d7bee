package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EtcdFleetIT extends FleetSpec {
  EtcdFleetIT() {
    super(StoreKind.etcd());
  }

  @Test
  void aLabelOnAContainerLetsItsDatacenterStandInForAnother() {
    fleet().host(0).run(Images.WEB, "--name", "first", "--label", "fairlead.name=plain");
    fleet()
        .host(0)
        .run(
            Images.WEB,
            "--name",
            "second",
            "--label",
            "fairlead.name=shared",
            "--label",
            "fairlead.failover=any");
    String url = fleet().store().url();
    AgentProcess elsewhere =
        AgentProcess.launchBeside(
            fleet().host(1),
            "elsewhere",
            "--datacenter=dc2",
            "--store=" + url + "-of-dc2",
            "--remote=dc1=" + url);
    try {
      elsewhere.awaitReady();
      Await.until(
          "the other datacenter is read",
          Duration.ofMinutes(1),
          () ->
              elsewhere.head("/instances?dc=dc1").startsWith("HTTP/1.1 200")
                  && elsewhere.get("/instances?dc=dc1").at("instances").elements().size() == 2);
      assertEquals("NOERROR from dc1", resolved(elsewhere, "shared.svc.internal"));
      assertEquals("NXDOMAIN from dc2", resolved(elsewhere, "plain.svc.internal"));
    } finally {
      elsewhere.kill();
    }
  }

  private static String resolved(AgentProcess agent, String name) {
    var answer = agent.get("/resolve?type=A&name=" + name);
    return answer.at("status").text() + " from " + answer.at("datacenter").text();
  }
}
