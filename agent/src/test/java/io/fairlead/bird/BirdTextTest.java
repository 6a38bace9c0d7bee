package io.fairlead.bird;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of BIRD's configuration that is ours. */
class BirdTextTest {
  private static final Routers.Router OTHER_SYSTEM =
      new Routers.Router(IpAddress.parse("10.0.0.1"), 65000);
  private static final Announcement BOTH =
      new Announcement(
          prefixes("10.60.0.0/26", "10.60.0.200/32", "fd60::/122"),
          prefixes("10.60.0.0/24", "fd60::/64"));

  @Test
  void ownRoutesGoOutAndThoseOfTheNetworksComeIn() {
    assertEquals(
        """
        # Kept by fairlead; what is changed here is lost.
        ipv4 table fairlead4;
        protocol static fairlead_own4 {
          ipv4 { table fairlead4; };
          route 10.60.0.0/26 unreachable;
          route 10.60.0.200/32 unreachable;
        }
        protocol pipe fairlead_learned4 {
          table master4;
          peer table fairlead4;
          import where source = RTS_BGP && net ~ [ 10.60.0.0/24+ ];
          export none;
        }
        protocol bgp fairlead_router1 {
          local as 64512;
          neighbor 10.0.0.1 as 65000;
          allow local as 1;
          ipv4 {
            table fairlead4;
            import where source = RTS_BGP && net ~ [ 10.60.0.0/24+ ];
            export where source = RTS_STATIC;
            next hop self;
          };
        }
        """,
        BirdText.of(new Routers(64512, List.of(OTHER_SYSTEM)), BOTH));
  }

  @Test
  void aRouterOfTheSameSystemAndIpv6IsToldOfIpv6() {
    assertEquals(
        """
        # Kept by fairlead; what is changed here is lost.
        ipv6 table fairlead6;
        protocol static fairlead_own6 {
          ipv6 { table fairlead6; };
          route fd60::/122 unreachable;
        }
        protocol pipe fairlead_learned6 {
          table master6;
          peer table fairlead6;
          import where source = RTS_BGP && net ~ [ fd60::/64+ ];
          export none;
        }
        protocol bgp fairlead_router1 {
          local as 64512;
          neighbor fd00::1 as 64512;
          ipv6 {
            table fairlead6;
            import where source = RTS_BGP && net ~ [ fd60::/64+ ];
            export where source = RTS_STATIC;
            next hop self;
          };
        }
        """,
        BirdText.of(
            new Routers(64512, List.of(new Routers.Router(IpAddress.parse("fd00::1"), 64512))),
            BOTH));
  }

  @Test
  void withoutANetworkTheSessionsStayAndNothingGoesInOrOut() {
    String text =
        BirdText.of(
            new Routers(64512, List.of(OTHER_SYSTEM)), new Announcement(List.of(), List.of()));
    assertEquals(2, text.lines().filter(line -> line.strip().equals("import none;")).count());
    assertEquals(0, text.lines().filter(line -> line.strip().startsWith("route ")).count());
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return List.of(texts).stream().map(IpPrefix::parse).toList();
  }
}
