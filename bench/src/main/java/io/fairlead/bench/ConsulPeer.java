package io.fairlead.bench;

import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A Consul agent that is told of containers at once, as Registrator tells it after its own inspect.
 */
final class ConsulPeer {
  private final HttpClient http;
  private final InetSocketAddress dns;

  /**
   * The agent that is told, and the one on this host that is asked.
   *
   * @param host of the agent that is told
   */
  ConsulPeer(String host, int httpPort, int dnsPort, MachineTime time) {
    http = new HttpClient(new Address.Tcp(host, httpPort), "the Consul agent", time);
    dns = new InetSocketAddress(InetAddress.getLoopbackAddress(), dnsPort);
  }

  InetSocketAddress dns() {
    return dns;
  }

  void register(String name, String address) throws IOException, InterruptedException {
    byte[] body = Json.write(Map.of("Name", name, "Address", address));
    Reply reply = http.send(Call.json("PUT", "/v1/agent/service/register", body));
    if (!reply.ok()) {
      throw new IOException("Consul refused " + name + ": " + reply.text());
    }
  }
}
