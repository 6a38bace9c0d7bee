package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BridgeAddressesTest {
  @Test
  void theEngineNamesItsBridge() {
    assertEquals("br7", name("{\"Options\": {\"com.docker.network.bridge.name\": \"br7\"}}"));
  }

  @Test
  void aBridgeWithoutANameIsTheUsualOne() {
    assertEquals("docker0", name("{\"Options\": {}}"));
    assertEquals("docker0", name("{\"Name\": \"bridge\"}"));
  }

  private static String name(String network) {
    return BridgeAddresses.bridgeName(network.getBytes(StandardCharsets.UTF_8));
  }
}
