package io.fairlead.ovs;

import io.fairlead.model.IpAddress;
import io.fairlead.ovs.Bridges.Bridge;
import io.fairlead.ovs.Bridges.Port;
import io.fairlead.spi.kernel.FlowState;
import io.fairlead.spi.kernel.FlowState.Answer;
import io.fairlead.spi.kernel.FlowState.Asking;
import io.fairlead.spi.kernel.FlowState.Elsewhere;
import io.fairlead.spi.kernel.FlowState.Everywhere;
import io.fairlead.spi.kernel.FlowState.Frames;
import io.fairlead.spi.kernel.FlowState.Groups;
import io.fairlead.spi.kernel.FlowState.Out;
import io.fairlead.spi.kernel.FlowState.Packets;
import io.fairlead.spi.kernel.FlowState.Routed;
import io.fairlead.spi.kernel.FlowState.Strange;
import io.fairlead.spi.kernel.FlowState.Way;
import io.fairlead.spi.kernel.FlowState.What;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.openflow.Action;
import io.fairlead.wire.openflow.Flow;
import io.fairlead.wire.openflow.Match;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Flows as the switch has them, whose ports are numbers, and as they are planned. Pure. */
record Translation(String name, Bridge bridge) {
  private static final int SOLICITATION = 135;
  private static final int ADVERTISEMENT = 136;

  /**
   * As the switch takes it.
   *
   * @throws Unplugged where a port of it is not there
   */
  Flow flow(FlowState state) {
    if (state.what() instanceof Strange(int table, String match)) {
      return new Flow(table, state.priority(), match, List.of(), true);
    }
    Match match = match(state.what());
    String from = state.from();
    return Flow.of(
        state.priority(),
        from == null ? match : match.from(number(from)),
        switch (state.way()) {
          case Out(String port) -> List.of(new Action.Output(number(port)));
          case Routed(HardwareAddress gateway) ->
              List.of(new Action.SetDestination(gateway), new Action.Output(Action.LOCAL));
          case Everywhere() -> List.of(new Action.Output(Action.FLOOD));
          case Elsewhere() -> List.of();
        });
  }

  private static Match match(What what) {
    return switch (what) {
      case Asking(IpAddress address, boolean v6) ->
          v6 ? Match.ANY.icmpv6(SOLICITATION, address) : Match.ANY.arpFor(address);
      case Answer(HardwareAddress to) -> Match.ANY.icmpv6(ADVERTISEMENT, null).to(to);
      case Frames(HardwareAddress to) -> Match.ANY.to(to);
      case Packets(HardwareAddress to, boolean v6) -> {
        Match match = Match.ANY.of(v6 ? Match.IPV6 : Match.IPV4);
        yield to == null ? match.to(HardwareAddress.ZERO, Match.GROUP) : match.to(to);
      }
      case Groups() -> Match.ANY.to(new HardwareAddress(Match.GROUP), Match.GROUP);
      case Strange _ -> throw new IllegalArgumentException("it is told by its bytes");
    };
  }

  private long number(String link) {
    if (link.equals(FlowState.HOST)) {
      return Action.LOCAL;
    }
    Port port = bridge.ports().get(link);
    if (port == null || port.number() == 0) {
      throw new Unplugged(link);
    }
    return port.number();
  }

  /** As it is planned, or something strange. */
  FlowState state(Flow flow) {
    Match match = Match.read(HexFormat.of().parseHex(flow.match()));
    What what = match == null || flow.table() != 0 ? null : what(match);
    String from = match == null || match.inPort() == 0 ? null : link(match.inPort());
    boolean known = what != null && (match == null || match.inPort() == 0 || from != null);
    return new FlowState(
        Sandbox.HOST,
        name,
        flow.priority(),
        known ? from : null,
        known && what != null ? what : new Strange(flow.table(), flow.match()),
        flow.plain() ? way(flow.actions()) : new Elsewhere());
  }

  private static @Nullable What what(Match match) {
    Match rest = match.from(0);
    HardwareAddress to = match.destination();
    boolean v6 = match.type() == Match.IPV6;
    IpAddress asked = v6 ? match.ndTarget() : match.arpTarget();
    List<@Nullable What> guesses =
        java.util.Arrays.asList(
            new Asking(asked, v6),
            to == null ? null : new Answer(to),
            to == null ? null : new Frames(to),
            to == null ? null : new Packets(to, v6),
            new Packets(null, v6),
            new Groups());
    return guesses.stream()
        .filter(Objects::nonNull)
        .filter(guess -> match(guess).equals(rest))
        .findFirst()
        .orElse(null);
  }

  private Way way(List<Action> actions) {
    if (actions.size() == 1 && actions.getFirst() instanceof Action.Output(long port)) {
      if (port == Action.FLOOD) {
        return new Everywhere();
      }
      String link = link(port);
      return link == null ? new Elsewhere() : new Out(link);
    }
    return actions.size() == 2
            && actions.get(0) instanceof Action.SetDestination(HardwareAddress mac)
            && actions.get(1).equals(new Action.Output(Action.LOCAL))
        ? new Routed(mac)
        : new Elsewhere();
  }

  private @Nullable String link(long number) {
    return number == Action.LOCAL ? FlowState.HOST : bridge.portAt(number);
  }

  /** A port is not on the switch; the message says which. */
  static final class Unplugged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unplugged(String link) {
      super("link " + link + " is no port of the switch yet", null, false, false);
    }
  }
}
