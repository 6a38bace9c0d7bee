package io.fairlead.agent;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** The host's own addresses on the engine's default bridge: where containers reach the host. */
final class BridgeAddresses {
  private static final String NETWORK = "/networks/bridge";
  private static final String NAME_OPTION = "com.docker.network.bridge.name";
  private static final String USUAL_NAME = "docker0";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Address docker;
  private final Time time;

  BridgeAddresses(Address docker, Time time) {
    this.docker = docker;
    this.time = time;
  }

  /** Those that there are now; none where the engine is away or has no such bridge. */
  List<IpAddress> find() throws InterruptedException {
    try (HttpClient http = new HttpClient(docker, "the Docker engine", time)) {
      Reply reply = http.send(Call.get(NETWORK).within(PATIENCE));
      return reply.ok() ? ofInterface(bridgeName(reply.body())) : List.of();
    } catch (IOException | InvalidField e) {
      return List.of();
    }
  }

  /** The name of the bridge's interface in the engine's description of the network. */
  static String bridgeName(byte[] network) {
    Fields options = Fields.lenient(Json.parse(network)).object("Options");
    return options == null ? USUAL_NAME : options.textOr(NAME_OPTION, USUAL_NAME);
  }

  private static List<IpAddress> ofInterface(String name) throws SocketException {
    NetworkInterface bridge = NetworkInterface.getByName(name);
    if (bridge == null) {
      return List.of();
    }
    return Collections.list(bridge.getInetAddresses()).stream()
        .filter(address -> !address.isLinkLocalAddress())
        .sorted((one, other) -> one.getAddress().length - other.getAddress().length)
        .<InetAddress>map(address -> address)
        .map(IpAddress::of)
        .toList();
  }
}
