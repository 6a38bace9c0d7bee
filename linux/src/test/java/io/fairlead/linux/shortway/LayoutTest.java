package io.fairlead.linux.shortway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fairlead.linux.bpf.BpfMap;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.ShortWay;
import io.fairlead.spi.kernel.ShortWay.Reach;
import io.fairlead.wire.netlink.HardwareAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What stands in the maps, octet by octet, as the program reads it. */
class LayoutTest {
  private static final ShortWay V4 =
      new ShortWay(
          Sandbox.HOST,
          7,
          IpAddress.parse("10.7.0.2"),
          7,
          Reach.ROUTED,
          "eth0",
          HardwareAddress.ZERO,
          HardwareAddress.parse("02:66:6c:00:00:07"),
          IpAddress.parse("192.0.2.2"));

  private static final ShortWay V6 =
      new ShortWay(
          Sandbox.HOST,
          0,
          IpAddress.parse("fd00::2"),
          7,
          Reach.HERE,
          "fle1",
          HardwareAddress.parse("02:42:0a:07:00:02"),
          HardwareAddress.parse("02:66:6c:00:00:07"),
          null);

  @Test
  void aWayByARoute() {
    assertEquals("07000000" + "00000000000000000000ffff0a070002", hex(Layout.key(V4)));
    assertEquals(
        "03000000" // index
            + "07000000" // network
            + "0100" // reach
            + "0200" // family of via
            + "0000000000000000" // mac
            + "02666c0000070000" // gateway
            + "c0000202000000000000000000000000", // via
        hex(Layout.value(V4, 3)));
  }

  @Test
  void aWayHere() {
    assertEquals("00000000" + "fd000000000000000000000000000002", hex(Layout.key(V6)));
    assertEquals(
        "0900000007000000"
            + "00000000"
            + "02420a0700020000"
            + "02666c0000070000"
            + "00000000000000000000000000000000",
        hex(Layout.value(V6, 9)));
  }

  @Test
  void whatIsWrittenIsReadAsItWas() {
    for (ShortWay way : new ShortWay[] {V4, V6}) {
      BpfMap.Entry entry = new BpfMap.Entry(Layout.key(way), Layout.value(way, 5));
      assertEquals(way, Layout.way(entry, index -> index == 5 ? way.link() : "other"));
    }
  }

  @Test
  void whatNobodyHereWroteIsNothing() {
    byte[] value = Layout.value(V4, 3);
    value[Layout.REACH] = 9;
    assertNull(Layout.way(new BpfMap.Entry(Layout.key(V4), value), index -> "eth0"));
  }

  @Test
  void linksOfAnyNameHaveAFile() {
    Path folder = Path.of("/sys/fs/bpf/fairlead/1");
    for (String link : new String[] {"eth0", "eth0.20", "a-b~.c", "fle00112233aabb"}) {
      Path file = new Pin(7, link).in(folder);
      assertEquals(false, String.valueOf(file.getFileName()).contains("."), link);
      assertEquals(new Pin(7, link), Pin.read(file));
    }
    assertNull(Pin.read(folder.resolve("ways")));
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
