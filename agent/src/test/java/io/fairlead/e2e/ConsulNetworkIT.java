package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import org.junit.jupiter.api.Test;

class ConsulNetworkIT extends NetworkStoreSpec {
  private static final String WANTED = "10.88.0.77";

  ConsulNetworkIT() {
    super(StoreKind.consul());
  }

  /** Cut off from the store alone: its packets to the other host pass. */
  private static void cut(LabHost host, String store, String how) {
    host.exec("iptables", how, "OUTPUT", "-d", store, "-j", "DROP");
    host.exec("iptables", how, "INPUT", "-s", store, "-j", "DROP");
  }

  @Test
  void aHostThatIsCutOffKeepsItsAddressesAndOneThatIsRemovedClosesWhatOthersHave() {
    LabContainer web = run(0, "web");
    LabContainer db = run(1, "db", "--ip", WANTED);
    LabContainer spare = run(1, "spare");
    awaitReached(web, db);
    awaitReached(web, spare);
    LabHost cut = fleet().host(1);
    String store = fleet().store().machine(0).address();
    cut(cut, store, "-I");
    Await.until("its lease has ended", SOON, () -> nodes().contains("away"));
    LabException refused = refusal(() -> run(0, "other", "--ip", WANTED));
    // The block is its own, or lent to it.
    assertTrue(refused.toString().contains("node " + cut.name()), refused.toString());
    fleet().host(0).docker("rm", "--force", "other");
    assertTrue(reaches(db, web.address("backend")), "its traffic goes on");

    fleet().agent(0).cli("node", "remove", cut.name());
    LabContainer other = run(0, "other", "--ip", WANTED);
    awaitReached(web, other);
    cut(cut, store, "-D");
    Await.until("it is said", SOON, () -> fleet().agent(1).cli("status").contains("is closed"));
    assertFalse(reaches(db, web.address("backend")), "the port of db is off");
    assertTrue(fsck(1).contains(WANTED), fsck(1));
    Await.until(
        "one has it, as all know",
        SOON,
        () -> fleet().agent(0).get("/networks/backend").at("endpoints").elements().size() == 3);
    awaitReached(web, spare);
    awaitReached(spare, web);
    assertTrue(reaches(web, WANTED), "other has it");

    other.remove();
    Await.until("db has it again", SOON, () -> reaches(db, web.address("backend")));
    awaitReached(web, db);
    Await.until("fsck is content", SOON, () -> fsck(1).contains("fit together"));
    assertEquals(
        "up", cut.exec("sh", "-c", "ip -o link | grep -q 'flb.* state UP' && echo up").strip());
  }

  private String nodes() {
    return fleet().agent(0).cli("node", "ls");
  }

  private static LabException refusal(Runnable work) {
    try {
      work.run();
    } catch (LabException e) {
      return e;
    }
    throw new AssertionError("it was not refused");
  }
}
