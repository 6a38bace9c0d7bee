package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.plugin.docker.FakeNetwork.FakeEndpoint;
import io.fairlead.transport.Address;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An engine as a plugin sees it: it calls in the order that real ones do, retries where nobody
 * answers, and takes back what it did where it is refused.
 */
final class FakeEngine implements AutoCloseable {
  /** What engines do differently. */
  enum Version {
    V20_10("1.41", false, true),
    V26("1.45", false, true),
    V28("1.48", false, true),
    V29("1.52", true, false);

    private final String api;
    private final boolean tellsNames;
    private final boolean revokes;

    Version(String api, boolean tellsNames, boolean revokes) {
      this.api = api;
      this.tellsNames = tellsNames;
      this.revokes = revokes;
    }
  }

  final Map<String, FakeNetwork> networks = new LinkedHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();

  private final Version version;
  private final PluginClient plugin;
  private final RandomGenerator random;
  private final FakeEngineApi api;

  FakeEngine(Version version, PluginClient plugin, RandomGenerator random) throws IOException {
    this.version = version;
    this.plugin = plugin;
    this.random = random;
    this.api = new FakeEngineApi(this, version.api);
  }

  Address address() {
    return api.address();
  }

  private Fields call(String method, Map<String, ?> body) throws Refusal {
    calls.add(method);
    return plugin.call(method, body);
  }

  /** {@code docker network create -d fairlead}; returns its id. */
  String createNetwork(String name, String ipam, Map<String, Object> body) throws Refusal {
    call("/Plugin.Activate", Map.of());
    call("/NetworkDriver.GetCapabilities", Map.of());
    FakeNetwork network = new FakeNetwork(id(), name, ipam, texts(body.get("Options")), body);
    boolean own = ipam.equals("fairlead");
    List<?> configs = config(body);
    Map<?, ?> config = configs.isEmpty() ? Map.of() : (Map<?, ?>) configs.getFirst();
    if (own) {
      Object ipamOptions = ((Map<?, ?>) body.getOrDefault("IPAM", Map.of())).get("Options");
      call("/IpamDriver.GetCapabilities", Map.of());
      call("/IpamDriver.GetDefaultAddressSpaces", Map.of());
      Fields pool =
          call(
              "/IpamDriver.RequestPool",
              Map.of(
                  "AddressSpace", "fairlead",
                  "Pool", text(config.get("Subnet")),
                  "SubPool", text(config.get("IPRange")),
                  "Options", texts(ipamOptions),
                  "V6", false));
      network.pool = pool.text("Pool");
      Fields data = pool.object("Data");
      String gateway = text(config.get("Gateway"));
      network.gateway =
          gateway.isEmpty() && data != null
              ? data.text("com.docker.network.gateway").replaceFirst("/.*", "")
              : requestGateway(network, gateway);
    } else {
      network.pool = configs.isEmpty() ? "172.18.0.0/16" : text(config.get("Subnet"));
      network.gateway = network.pool.replaceFirst("0/.*", "1");
    }
    try {
      call(
          "/NetworkDriver.CreateNetwork",
          Map.of(
              "NetworkID", network.id,
              "Options", Map.of("com.docker.network.generic", network.options),
              "IPv4Data",
                  List.of(
                      Map.of(
                          "AddressSpace",
                          own ? "fairlead" : "LocalDefault",
                          "Pool",
                          network.pool,
                          "Gateway",
                          network.gateway + "/24",
                          "AuxAddresses",
                          Map.of())),
              "IPv6Data", List.of()));
    } catch (Refusal e) {
      releasePool(network);
      throw e;
    }
    synchronized (this) {
      networks.put(network.id, network);
    }
    tell("network", "create", network.id, Map.of("name", name, "type", "fairlead"));
    return network.id;
  }

  private String requestGateway(FakeNetwork network, String gateway) throws Refusal {
    return call(
            "/IpamDriver.RequestAddress",
            Map.of(
                "PoolID",
                network.pool,
                "Address",
                gateway,
                "Options",
                Map.of("RequestAddressType", "com.docker.network.gateway")))
        .text("Address")
        .replaceFirst("/.*", "");
  }

  private void releasePool(FakeNetwork network) throws Refusal {
    if (network.ipam.equals("fairlead")) {
      call(
          "/IpamDriver.ReleaseAddress", Map.of("PoolID", network.pool, "Address", network.gateway));
      call("/IpamDriver.ReleasePool", Map.of("PoolID", network.pool));
    }
  }

  /** {@code docker network rm}; some engines give the addresses back first, some last. */
  void removeNetwork(String id) throws Refusal {
    FakeNetwork network = network(id);
    if (!network.endpoints.isEmpty()) {
      throw new Refusal("network " + network.name + " has active endpoints");
    }
    boolean first = random.nextBoolean();
    if (first) {
      releasePool(network);
    }
    call("/NetworkDriver.DeleteNetwork", Map.of("NetworkID", id));
    if (!first) {
      releasePool(network);
    }
    synchronized (this) {
      networks.remove(id);
    }
    tell("network", "destroy", id, Map.of("name", network.name, "type", "fairlead"));
  }

  /** {@code docker run}; returns the endpoint. */
  FakeEndpoint run(String name, String id, String address) throws Refusal {
    FakeNetwork network = network(id);
    Map<String, String> options =
        version.tellsNames ? Map.of("com.docker.network.endpoint.name", name) : Map.of();
    String given =
        call(
                "/IpamDriver.RequestAddress",
                Map.of("PoolID", network.pool, "Address", address, "Options", options))
            .text("Address");
    FakeEndpoint endpoint = new FakeEndpoint(id(), id(), name, given, "02:42:0a:00:00:01");
    Map<String, Object> names = Map.of("NetworkID", id, "EndpointID", endpoint.id());
    try {
      call(
          "/NetworkDriver.CreateEndpoint",
          with(
              names,
              Map.of(
                  "Interface",
                  Map.of("Address", given, "AddressIPv6", "", "MacAddress", ""),
                  "Options",
                  Map.of())));
      try {
        synchronized (this) {
          network.endpoints.put(endpoint.id(), endpoint);
        }
        Fields joined =
            call(
                "/NetworkDriver.Join",
                with(
                    names,
                    Map.of("SandboxKey", "/var/run/docker/netns/" + name, "Options", Map.of())));
        if (joined.has("Gateway")) {
          call(
              "/NetworkDriver.ProgramExternalConnectivity",
              with(names, Map.of("Options", Map.of())));
        }
      } catch (Refusal e) {
        call("/NetworkDriver.DeleteEndpoint", names);
        forget(endpoint);
        throw e;
      }
    } catch (Refusal e) {
      call("/IpamDriver.ReleaseAddress", release(network, endpoint));
      throw e;
    }
    tell("network", "connect", id, Map.of("container", endpoint.container(), "type", "fairlead"));
    return endpoint;
  }

  /** {@code docker stop}, or {@code docker network disconnect}. */
  void stop(FakeEndpoint endpoint) throws Refusal {
    FakeNetwork network = networkOf(endpoint);
    Map<String, Object> names = Map.of("NetworkID", network.id, "EndpointID", endpoint.id());
    if (version.revokes) {
      call("/NetworkDriver.RevokeExternalConnectivity", names);
    }
    call("/NetworkDriver.Leave", names);
    call("/NetworkDriver.DeleteEndpoint", names);
    forget(endpoint);
    call("/IpamDriver.ReleaseAddress", release(network, endpoint));
    tell("network", "disconnect", network.id, Map.of("container", endpoint.container()));
  }

  /** The engine and its containers die; it comes back and tidies up as engines do. */
  void crash() throws Refusal {
    hangUp();
    for (FakeNetwork network : all()) {
      for (FakeEndpoint endpoint : List.copyOf(network.endpoints.values())) {
        // No Leave and no DeleteEndpoint: the plugin is not loaded yet.
        forget(endpoint);
        call("/IpamDriver.ReleaseAddress", release(network, endpoint));
      }
    }
  }

  /** The engine dies, the containers stay; it comes back and calls nothing. */
  void restart() {
    hangUp();
  }

  private void hangUp() {
    api.hangUp();
  }

  private static Map<String, String> release(FakeNetwork network, FakeEndpoint endpoint) {
    return Map.of("PoolID", network.pool, "Address", endpoint.address().replaceFirst("/.*", ""));
  }

  private synchronized void forget(FakeEndpoint endpoint) {
    networks.values().forEach(network -> network.endpoints.remove(endpoint.id()));
  }

  private synchronized FakeNetwork networkOf(FakeEndpoint endpoint) {
    return networks.values().stream()
        .filter(one -> one.endpoints.containsKey(endpoint.id()))
        .findFirst()
        .orElseThrow();
  }

  synchronized FakeNetwork network(String id) throws Refusal {
    FakeNetwork network = networks.get(id);
    if (network == null) {
      throw new Refusal("network " + id + " not found");
    }
    return network;
  }

  synchronized List<FakeNetwork> all() {
    return new ArrayList<>(networks.values());
  }

  synchronized @Nullable FakeNetwork named(String name) {
    return networks.values().stream().filter(one -> one.name.equals(name)).findFirst().orElse(null);
  }

  private synchronized String id() {
    return "%016x%016x%016x%016x"
        .formatted(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private void tell(String type, String action, String id, Map<String, String> attributes) {
    String event =
        new String(
            Json.write(
                Map.of(
                    "Type",
                    type,
                    "Action",
                    action,
                    "Actor",
                    Map.of("ID", id, "Attributes", attributes),
                    "timeNano",
                    1L)),
            StandardCharsets.UTF_8);
    api.tell(event);
  }

  private static List<?> config(Map<String, Object> body) {
    Object config = ((Map<?, ?>) body.getOrDefault("IPAM", Map.of())).get("Config");
    return config instanceof List<?> list ? list : List.of();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static Map<String, String> texts(@Nullable Object value) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, one) -> texts.put(String.valueOf(key), String.valueOf(one)));
    }
    return texts;
  }

  private static Map<String, Object> with(Map<String, Object> one, Map<String, Object> other) {
    Map<String, Object> both = new LinkedHashMap<>(one);
    both.putAll(other);
    return both;
  }

  @Override
  public void close() {
    api.close();
    plugin.close();
  }
}
