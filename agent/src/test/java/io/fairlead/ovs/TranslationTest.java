package io.fairlead.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.FlowState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.openflow.Action;
import io.fairlead.wire.openflow.Flow;
import io.fairlead.wire.openflow.Match;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flows as they are planned become flows with numbers of ports, and back. */
class TranslationTest {
  private static final HardwareAddress MAC = HardwareAddress.parse("02:42:0a:07:00:02");
  private static final HardwareAddress GATEWAY = HardwareAddress.parse("02:66:6c:00:00:07");
  private static final Translation TRANSLATION =
      new Translation(
          "flb7",
          new Bridges.Bridge(
              "b",
              Map.of(
                  "fle1",
                  new Bridges.Port("p1", 3, ""),
                  "fle2",
                  new Bridges.Port("p2", 0, "gone"))));

  static List<FlowState> all() {
    FlowState.Out host = new FlowState.Out(FlowState.HOST);
    FlowState.Out port = new FlowState.Out("fle1");
    return List.of(
        flow(400, null, FlowState.Asking.of(IpAddress.parse("10.7.0.2")), port),
        flow(400, FlowState.HOST, FlowState.Asking.of(IpAddress.parse("fd00:7::2")), port),
        flow(300, null, new FlowState.Asking(null, false), host),
        flow(300, null, new FlowState.Asking(null, true), host),
        flow(350, null, new FlowState.Answer(MAC), port),
        flow(250, FlowState.HOST, new FlowState.Frames(MAC), port),
        flow(100, null, new FlowState.Frames(GATEWAY), host),
        flow(200, null, new FlowState.Packets(MAC, true), new FlowState.Routed(GATEWAY)),
        flow(200, "fle1", new FlowState.Packets(null, false), new FlowState.Routed(GATEWAY)),
        flow(50, null, new FlowState.Groups(), new FlowState.Everywhere()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsPlannedIsSeenAsItWasPlanned(FlowState planned) {
    assertEquals(planned, TRANSLATION.state(TRANSLATION.flow(planned)));
  }

  @Test
  void whatSomebodyElseAddedIsStrangeAndCanBeRemovedAsItIs() {
    Flow strange = new Flow(3, 7, "800014010b", List.of(), true); // ip_proto alone
    FlowState seen = TRANSLATION.state(strange);
    assertEquals(new FlowState.Strange(3, "800014010b"), seen.what());
    assertEquals(strange, TRANSLATION.flow(seen));
  }

  @Test
  void aFlowOfAPortThatIsGoneIsStrange() {
    FlowState seen = TRANSLATION.state(Flow.of(100, Match.ANY.to(MAC).from(9), List.of()));
    assertEquals(FlowState.Strange.class, seen.what().getClass());
  }

  @Test
  void aFlowOfOursThatSomebodyChangedGoesElsewhere() {
    FlowState seen =
        TRANSLATION.state(
            Flow.of(100, Match.ANY.to(MAC), List.of(new Action.Output(3), new Action.Output(4))));
    assertEquals(flow(100, null, new FlowState.Frames(MAC), new FlowState.Elsewhere()), seen);
  }

  @Test
  void aPortWithoutANumberTakesNoFlow() {
    assertThrows(
        Translation.Unplugged.class,
        () ->
            TRANSLATION.flow(
                flow(100, null, new FlowState.Frames(MAC), new FlowState.Out("fle2"))));
  }

  private static FlowState flow(
      int priority, @Nullable String from, FlowState.What what, FlowState.Way way) {
    return new FlowState(Sandbox.HOST, "flb7", priority, from, what, way);
  }
}
