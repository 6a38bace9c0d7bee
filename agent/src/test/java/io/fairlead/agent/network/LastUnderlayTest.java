package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.dataplane.Peer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LastUnderlayTest {
  private final AtomicInteger mtu = new AtomicInteger(1500);
  private final LastUnderlay underlay =
      new LastUnderlay(
          () ->
              new Underlay(
                  new Peer("host1", IpAddress.parse("192.0.2.1"), null, mtu.get()), "eth0"));

  @Test
  void itIsFoundOnceAndThenAgainAtEachLook() {
    assertEquals(1500, underlay.get().self().mtu());
    mtu.set(9000);
    assertEquals(1500, underlay.get().self().mtu());
    underlay.look();
    assertEquals(9000, underlay.get().self().mtu());
  }
}
