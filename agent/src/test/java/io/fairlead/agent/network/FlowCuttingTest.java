package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.dataplane.Publication;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.testkit.kernel.MemoryFlows;
import io.fairlead.testkit.kernel.MemoryKernel;
import io.fairlead.wire.netlink.FlowMessage;
import io.fairlead.wire.netlink.LinkKind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Flows go where the table of published ports leads now. */
class FlowCuttingTest {
  private static final NftTable NONE = NftTable.of(Sandbox.HOST, "inet", Publication.TABLE, "");
  private static final NftTable TO_OLD = NONE.with("all4", List.of("udp . 5353 : 10.7.0.2 . 53"));
  private static final NftTable TO_NEW = NONE.with("all4", List.of("udp . 5353 : 10.7.0.3 . 53"));
  private static final NftTable FOREIGN =
      NftTable.foreign(Sandbox.HOST, "inet", Publication.TABLE, "whatever");

  private static final IpAddress SELF = IpAddress.parse("192.0.2.1");

  private final MemoryFlows flows = new MemoryFlows(SELF);
  private final FlowCutting kernel =
      new FlowCutting(new MemoryKernel(), flows, address -> address.toString().startsWith("10.7."));

  private static FlowMessage flow(int protocol, String to, int port, String by, int byPort) {
    IpAddress client = IpAddress.parse("192.0.2.9");
    return new FlowMessage(
        new FlowMessage.Tuple(protocol, client, 4000, IpAddress.parse(to), port),
        new FlowMessage.Tuple(protocol, IpAddress.parse(by), byPort, client, 4000),
        FlowMessage.LED,
        0,
        1);
  }

  /** One that was not led. */
  private static FlowMessage plain(int protocol, String to, int port) {
    FlowMessage led = flow(protocol, to, port, to, port);
    return new FlowMessage(led.original(), led.reply(), 0, 0, 1);
  }

  private static final FlowMessage OLD = flow(17, "192.0.2.1", 5353, "10.7.0.2", 53);

  @Test
  void aFlowToAPortThatChangesHandsIsCut() {
    kernel.apply(List.of(new Op.Create(TO_OLD)));
    flows.add(OLD);
    kernel.apply(List.of(new Op.Change(TO_OLD, TO_NEW)));
    assertEquals(List.of(), flows.all());
    assertEquals(1, kernel.cut());
  }

  @Test
  void aFlowToAPortThatEndsIsCutWithTheTable() {
    kernel.apply(List.of(new Op.Create(TO_OLD)));
    flows.add(OLD);
    kernel.apply(List.of(new Op.Delete(TO_OLD)));
    assertEquals(List.of(), flows.all());
  }

  @Test
  void aFlowThatBeganWhenItsPortLedNowhereIsCutOnceItLeadsSomewhere() {
    List<FlowMessage> others =
        List.of(
            plain(17, "192.0.2.1", 5354),
            plain(6, "192.0.2.1", 5353), // a connection ends by itself
            plain(17, "8.8.8.8", 5353)); // to another host, from here or from a container
    flows.add(plain(17, "192.0.2.1", 5353));
    flows.add(plain(17, "127.0.0.1", 5353));
    others.forEach(flows::add);
    kernel.apply(List.of(new Op.Create(NONE)));
    kernel.apply(List.of(new Op.Change(NONE, TO_NEW)));
    assertEquals(others, flows.all());
  }

  @Test
  void aRangeOfPortsIsLookedAtInOneLook() {
    List<String> many =
        IntStream.range(7000, 7100)
            .mapToObj(port -> "udp . " + port + " : 10.7.0.2 . " + port)
            .toList();
    flows.add(plain(17, "192.0.2.1", 7050));
    kernel.apply(List.of(new Op.Create(NONE)));
    int before = flows.looks();
    kernel.apply(List.of(new Op.Change(NONE, NONE.with("all4", many))));
    assertEquals(List.of(), flows.all());
    assertEquals(before + 1, flows.looks());
  }

  @Test
  void otherFlowsStay() {
    List<FlowMessage> others =
        List.of(
            flow(6, "192.0.2.1", 5353, "10.7.0.2", 53), // by another protocol
            flow(17, "192.0.2.1", 5354, "10.7.0.2", 53), // to another port
            flow(17, "192.0.2.1", 5353, "10.9.0.2", 53), // led by somebody else
            flow(17, "192.0.2.1", 5353, "10.7.0.3", 53)); // led as now
    kernel.apply(List.of(new Op.Create(TO_OLD)));
    others.forEach(flows::add);
    kernel.apply(List.of(new Op.Change(TO_OLD, TO_NEW)));
    assertEquals(others, flows.all());
  }

  @Test
  void afterARestartAllThatGoesToContainersAndIsNotLedIsCut() {
    FlowMessage somebodyElses = flow(17, "192.0.2.1", 99, "172.17.0.2", 99);
    FlowMessage led = flow(17, "192.0.2.1", 5353, "10.7.0.3", 53);
    for (Op first :
        List.of(new Op.Create(TO_NEW), new Op.Change(FOREIGN, TO_NEW), new Op.Delete(FOREIGN))) {
      MemoryFlows all = new MemoryFlows(SELF);
      List.of(OLD, somebodyElses, led).forEach(all::add);
      new FlowCutting(new MemoryKernel(), all, address -> address.toString().startsWith("10.7."))
          .apply(List.of(first));
      assertEquals(
          first instanceof Op.Delete ? List.of(somebodyElses) : List.of(somebodyElses, led),
          all.all());
    }
  }

  @Test
  void aPortOnOneAddressLeadsOnlyWhatWasSentThere() {
    NftTable one = NONE.with("one4", List.of("192.0.2.1 . udp . 5353 : 10.7.0.2 . 53"));
    FlowMessage elsewhere = flow(17, "192.0.2.2", 5353, "10.7.0.2", 53);
    flows.add(OLD);
    flows.add(elsewhere);
    kernel.apply(List.of(new Op.Create(one)));
    assertEquals(List.of(OLD), flows.all());
  }

  @Test
  void nothingIsLookedAtWhereNothingWasTakenAway() {
    kernel.apply(List.of(new Op.Create(TO_OLD)));
    int before = flows.looks();
    kernel.apply(
        List.of(
            new Op.Change(TO_OLD, TO_OLD.with("all6", List.of("tcp . 80 : fd00::2 . 80"))),
            new Op.Create(LinkState.of(Sandbox.HOST, "flb1", new LinkKind.Bridge()))));
    assertEquals(before, flows.looks());
  }

  @Test
  void whatCouldNotBeCutIsCutWithTheNextStep() {
    kernel.apply(List.of(new Op.Create(TO_OLD)));
    flows.add(OLD);
    flows.refuse("busy");
    kernel.apply(List.of(new Op.Change(TO_OLD, TO_NEW)));
    assertEquals(List.of(OLD), flows.all());
    flows.refuse(null);
    kernel.apply(List.of(new Op.Change(TO_NEW, TO_NEW)));
    assertEquals(List.of(), flows.all());
  }

  @Test
  void aStepThatFailedCutsNothing() {
    kernel.apply(List.of(new Op.Create(TO_OLD)));
    FlowMessage led = flow(17, "192.0.2.1", 5353, "10.7.0.2", 53);
    flows.add(led);
    assertThrows(
        KernelException.class, () -> kernel.apply(List.of(new Op.Create(TO_NEW))), "is there");
    assertEquals(List.of(led), flows.all());
  }
}
