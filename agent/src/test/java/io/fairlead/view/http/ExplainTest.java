package io.fairlead.view.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Federation.State;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.select.Failover;
import io.fairlead.spi.Remark;
import io.fairlead.testkit.catalog.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
  private static final Instant SINCE = Instant.parse("2026-01-01T10:00:00Z");
  private static final Cause STARTED = new Cause(SINCE, "docker event start");
  private static final ServiceKey WEB = new ServiceKey("shop", "web");

  private final List<Remark> remarks = new ArrayList<>();
  private boolean panic;

  @Test
  void anInstanceThatPassesIsInSinceItPassed() {
    Explanation.Verdict verdict = only("web", web("web-1", state(Health.PASSING, "HTTP 200")));
    assertTrue(verdict.in());
    assertEquals("passes its check 'http'", verdict.why());
    assertEquals(SINCE.plusSeconds(5), verdict.since());
  }

  @Test
  void anInstanceWithoutChecksIsInSinceItCame() {
    Explanation.Verdict verdict = only("web", web("web-1"));
    assertTrue(verdict.in());
    assertEquals("has no checks", verdict.why());
    assertEquals(SINCE, verdict.since());
    assertEquals(STARTED, verdict.instance().cause());
  }

  @Test
  void anInstanceThatFailsIsOutWithWhatTheCheckSaid() {
    Explanation.Verdict verdict = only("web", web("web-1", state(Health.FAILING, "HTTP 503")));
    assertFalse(verdict.in());
    assertEquals("check 'http' fails: HTTP 503", verdict.why());
    assertEquals(SINCE.plusSeconds(5), verdict.since());
  }

  @Test
  void anInstanceWithoutAVerdictSaysThatItWaitsForOne() {
    Explanation.Verdict verdict = only("web", web("web-1", state(Health.UNKNOWN, "")));
    assertFalse(verdict.in());
    assertEquals("check 'http' has no verdict yet", verdict.why());
  }

  @Test
  void theWorstCheckIsTheReason() {
    CheckState waits = new CheckState("tcp", "tcp", Health.UNKNOWN, SINCE, "");
    Explanation.Verdict verdict =
        only("web", web("web-1", waits, state(Health.FAILING, "HTTP 503")));
    assertEquals("check 'http' fails: HTTP 503", verdict.why());
  }

  @Test
  void aFailingInstanceThatIsAnsweredAllTheSameSaysWhy() {
    panic = true;
    Explanation.Verdict verdict = only("web", web("web-1", state(Health.FAILING, "HTTP 503")));
    assertTrue(verdict.in());
    assertEquals(
        "check 'http' fails: HTTP 503; answered all the same, since too few of the service pass",
        verdict.why());
  }

  @Test
  void aDrainingInstanceIsOut() {
    Explanation.Verdict verdict = only("web", Samples.draining(web("web-1")));
    assertFalse(verdict.in());
    assertEquals("draining", verdict.why());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web",
        "shop/web",
        "web-1",
        "host1/web-1",
        "shop-web-1",
        "10.0.0.1",
        "host1",
        "web.shop.svc.internal",
        "web.shop.svc.internal.",
        "WEB.shop.SVC.internal",
        "_http._tcp.web.shop.svc.internal",
        "blue._tag.web.shop.svc.internal",
        "_http._tcp.blue._tag.web.shop.svc.internal",
        "shop-web-1.container.internal",
        "host1.node.internal"
      })
  void allTheNamesOfAnInstanceLeadToIt(String name) {
    Explanation.Verdict verdict = only(name, web("web-1"));
    assertEquals("web-1", verdict.instance().id().id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"web.svc.internal", "default/web", "host2/web-1", "web.other.internal", "/", "."})
  void namesOfSomethingElseDoNot(String name) {
    assertEquals(List.of(), explain(name, web("web-1")).services());
  }

  @Test
  void aNameOfTheDefaultNamespaceMayLeaveItOut() {
    Instance web = Samples.instance("web", "10.0.0.1", 80);
    assertEquals(1, explain("web.svc.internal", web).services().size());
  }

  @Test
  void aNameInSeveralNamespacesIsExplainedInEach() {
    Explanation explanation = explain("web", web("web-1"), Samples.instance("web", "10.0.0.9", 80));
    assertEquals(
        List.of("default/web", "shop/web"),
        explanation.services().stream().map(part -> part.service().toString()).toList());
  }

  @Test
  void whatHappenedToItsContainerIsTold() {
    remarks.add(new Remark("shop-web-1", new Cause(SINCE, "health check failed")));
    assertEquals(remarks, explain("web", web("web-1")).remarks());
  }

  @Test
  void whatIsGoneIsKnownByItsRemarks() {
    remarks.add(new Remark("job-1", new Cause(SINCE, "docker event die, exit code 137")));
    Explanation explanation = explain("job-1");
    assertTrue(explanation.known());
    assertEquals(List.of(), explanation.services());
    assertEquals(remarks, explanation.remarks());
  }

  @Test
  void aNodeWithoutInstancesIsKnown() {
    Snapshot snapshot =
        Snapshot.empty()
            .with(new Revision(1), List.of(new Change.PutNode(Samples.node("host2", "192.0.2.2"))));
    assertTrue(explain("host2", snapshot).known());
    assertTrue(explain("host2.node.internal", snapshot).known());
    assertFalse(explain("host2.container.internal", snapshot).known());
  }

  @Test
  void remarksAreInTheOrderOfTheirTimes() {
    remarks.add(new Remark("web", new Cause(SINCE.plusSeconds(2), "later")));
    remarks.add(new Remark("shop-web-1", new Cause(SINCE.plusSeconds(1), "earlier")));
    assertEquals(
        List.of("earlier", "later"),
        explain("web", web("web-1")).remarks().stream().map(r -> r.cause().what()).toList());
  }

  @Test
  void whatNobodyKnowsIsToldTheNearestNames() {
    Explanation explanation = explain("wbe", web("web-1"));
    assertFalse(explanation.known());
    assertEquals(List.of("web"), explanation.nearest());
    assertEquals(List.of("shop-web-1"), explain("shop-web", web("web-1")).nearest());
  }

  private Explanation.Verdict only(String name, Instance instance) {
    Explanation explanation = explain(name, instance);
    assertEquals(1, explanation.services().size(), name);
    assertEquals(1, explanation.services().getFirst().verdicts().size(), name);
    return explanation.services().getFirst().verdicts().getFirst();
  }

  private Explanation explain(String name, Instance... instances) {
    Snapshot snapshot =
        Snapshot.empty()
            .with(
                new Revision(1),
                Stream.of(instances).<Change>map(Change.PutInstance::new).toList());
    return explain(name, snapshot);
  }

  private Explanation explain(String name, Snapshot snapshot) {
    return explainer(Failover.Rule.NONE).of(name, null, Federation.alone("dc1", snapshot));
  }

  private Explanation explain(
      Failover.Rule rule, String name, @Nullable String datacenter, Instance here, Instance there) {
    Datacenters datacenters =
        new Datacenters(
            Datacenters.Member.current("dc1", () -> snapshot(here)),
            List.of(new Datacenters.Member("dc2", () -> snapshot(there), () -> State.CUT_OFF)));
    return explainer(rule).of(name, datacenter, datacenters.now());
  }

  private static Snapshot snapshot(Instance instance) {
    return Snapshot.empty().with(new Revision(1), List.of(new Change.PutInstance(instance)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "shop/web", "web.shop.svc.internal"})
  void aServiceThatAnotherDatacenterStandsInForIsExplainedInBoth(String name) {
    Instance here = web("web-1", state(Health.FAILING, "HTTP 503"));
    Instance there = web("web-9");

    Explanation explanation = explain(Failover.Rule.UNHEALTHY, name, null, here, there);

    assertEquals(2, explanation.services().size());
    Explanation.Verdict out = explanation.services().getFirst().verdicts().getFirst();
    assertFalse(out.in());
    assertEquals("check 'http' fails: HTTP 503; dc2 answers", out.why());
    Explanation.Part standIn = explanation.services().getLast();
    assertEquals("dc2", standIn.datacenter());
    assertEquals(State.CUT_OFF, standIn.state());
    assertTrue(standIn.verdicts().getFirst().in());
    assertEquals(1, explain(Failover.Rule.NONE, name, null, here, there).services().size());
  }

  @Test
  void aDatacenterThatIsAskedForIsTheOnlyOneExplained() {
    Instance here = web("web-1");
    Instance there = web("web-9");
    for (String name : List.of("web", "web.shop.svc.dc2.internal", "web-9")) {
      String asked = name.contains("dc2") ? null : "dc2";
      Explanation explanation = explain(Failover.Rule.UNHEALTHY, name, asked, here, there);
      assertEquals("dc2", explanation.datacenter());
      assertEquals(1, explanation.services().size(), name);
      assertEquals("dc2", explanation.services().getFirst().datacenter());
      assertTrue(explanation.services().getFirst().verdicts().getFirst().in());
    }
  }

  private Explain explainer(Failover.Rule rule) {
    return new Explain(
        all -> panic ? all : all.stream().filter(Instance::serving).toList(),
        subject -> remarks.stream().filter(r -> r.subject().equals(subject)).toList(),
        "internal",
        new Failover(rule));
  }

  private static CheckState state(Health health, String output) {
    return new CheckState("http", "http", health, SINCE.plusSeconds(5), output);
  }

  private static Instance web(String id, CheckState... states) {
    return new Instance(
        new InstanceId("host1", id),
        "docker",
        WEB,
        "shop-" + id,
        Port.tcp(80),
        IpAddress.parse("10.0.0.1"),
        List.of(),
        List.of("blue"),
        Map.of(),
        1,
        false,
        List.of(),
        List.of(states),
        STARTED);
  }
}
