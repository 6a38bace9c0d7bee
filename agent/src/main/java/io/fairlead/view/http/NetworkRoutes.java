package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.json.BlockJson;
import io.fairlead.json.EndpointJson;
import io.fairlead.json.Fields;
import io.fairlead.json.NetworkJson;
import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.model.net.PortScope;
import io.fairlead.spi.NetworkDraft;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster's networks: reading them from a snapshot, making and removing them in the store. */
final class NetworkRoutes {
  private static final int MAX_MTU = 65535;
  private static final String OWN = "fairlead.";

  private final Agent agent;

  NetworkRoutes(Agent agent) {
    this.agent = agent;
  }

  static Answer list(Request request, Snapshot snapshot) {
    request.query().done();
    return Answers.list(
        snapshot,
        "networks",
        snapshot.networks().all().iterator(),
        (out, network) -> {
          out.beginObject().name("network");
          NetworkJson.write(out, network);
          out.number("endpoints", count(snapshot, network)).endObject();
        });
  }

  private static long count(Snapshot snapshot, Network network) {
    long count = 0;
    for (var _ : snapshot.networks().endpoints(network.name())) {
      count++;
    }
    return count;
  }

  static Answer one(Request request, Snapshot snapshot) {
    request.query().done();
    String name = request.parameter("network");
    Network network = snapshot.networks().network(name);
    if (network == null) {
      throw unknown(name);
    }
    JsonWriter out = new JsonWriter().beginObject();
    out.number("revision", snapshot.revision().value()).name("network");
    NetworkJson.write(out, network);
    out.name("endpoints").beginArray();
    snapshot.networks().endpoints(name).forEach(endpoint -> EndpointJson.write(out, endpoint));
    out.endArray().name("blocks").beginArray();
    snapshot.networks().blocks(name).forEach(block -> BlockJson.write(out, block));
    return Answers.json(snapshot.revision(), out.endArray().endObject());
  }

  private static Refusal unknown(String name) {
    return new Refusal(
        404, "no network '" + name + "' is known; 'fairlead network ls' shows those there are");
  }

  void create(Request request, Exchange exchange) {
    request.query().done();
    Fields fields = Bodies.object(request);
    String name = fields.text("name");
    List<Pool> pools = fields.objects("pools").stream().map(NetworkRoutes::pool).toList();
    boolean v6 = fields.flagOr("ipv6", false);
    String dataplane = fields.textOr("dataplane", Network.AUTO);
    int mtu = (int) fields.integerOr("mtu", 0, 0, MAX_MTU);
    boolean encrypted = fields.flagOr("encrypted", false);
    boolean internal = fields.flagOr("internal", false);
    boolean icc = fields.flagOr("icc", true);
    boolean multicast = fields.flagOr("multicast", false);
    Map<String, String> more = new LinkedHashMap<>();
    fields.textsByName("more").forEach((key, value) -> more.put(bare(key), value));
    Map<String, String> labels = fields.textsByName("labels");
    fields.done();
    fields.make(
        () -> {
          PortScope.require(more);
          return more;
        });
    Network.Options options =
        fields.make(() -> new Network.Options(mtu, encrypted, internal, icc, multicast, more));
    Cause cause =
        new Cause(agent.time().now(), "made through the API, over " + request.peer().name());
    // All but the subnets is checked before any is kept.
    fields.make(
        () ->
            new Network(
                name,
                1,
                dataplane,
                pools.isEmpty() ? List.of(Pool.of(IpPrefix.parse("10.0.0.0/24"))) : pools,
                options,
                labels,
                cause));
    exchange.work(
        () ->
            refusing(
                () -> {
                  List<IpPrefix> kept = new ArrayList<>();
                  try {
                    List<Pool> all = pools(pools, v6, kept);
                    Network made =
                        agent
                            .networks()
                            .create(new NetworkDraft(name, dataplane, all, options, labels, cause));
                    JsonWriter out = new JsonWriter();
                    NetworkJson.write(out, made);
                    return Answer.json(201, out.bytes());
                  } catch (NetworkRefused e) {
                    kept.forEach(agent.networks()::release);
                    throw e;
                  }
                }));
  }

  /** An option may be written with {@code fairlead.} before it. */
  private static String bare(String option) {
    return option.startsWith(OWN) ? option.substring(OWN.length()) : option;
  }

  /** Adds subnets of the families that are wanted and not given. */
  private List<Pool> pools(List<Pool> given, boolean v6, List<IpPrefix> kept) {
    List<Pool> all = new ArrayList<>(given);
    if (given.isEmpty()) {
      add(false, all, kept);
    }
    if (v6 && given.stream().noneMatch(Pool::isV6)) {
      add(true, all, kept);
    }
    return all;
  }

  private void add(boolean v6, List<Pool> all, List<IpPrefix> kept) {
    IpPrefix subnet = agent.networks().keep(v6, null);
    kept.add(subnet);
    all.add(Pool.of(subnet));
  }

  /** A pool whose gateway is its first address unless it is said otherwise. */
  private static Pool pool(Fields fields) {
    String text = fields.text("subnet");
    IpPrefix subnet = fields.at("subnet", () -> IpPrefix.parse(text));
    @Nullable IpAddress gateway =
        fields.has("gateway") ? fields.address("gateway") : subnet.first().plus(1);
    String range = fields.textOr("range", "");
    @Nullable IpPrefix part =
        range.isEmpty() ? null : fields.at("range", () -> IpPrefix.parse(range));
    Map<String, IpAddress> reserved = new LinkedHashMap<>();
    fields
        .textsByName("reserved")
        .forEach(
            (what, address) ->
                reserved.put(what, fields.at("reserved", () -> IpAddress.parse(address))));
    int block = (int) fields.integerOr("block", Pool.usualBlock(subnet), 0, 128);
    Pool pool = fields.make(() -> new Pool(subnet, gateway, part, reserved, block));
    fields.done();
    return pool;
  }

  void remove(Request request, Exchange exchange) {
    request.query().done();
    String name = request.parameter("network");
    exchange.work(
        () ->
            refusing(
                () -> {
                  if (agent.networks().all().stream().noneMatch(one -> one.name().equals(name))) {
                    throw unknown(name);
                  }
                  agent.networks().remove(name);
                  return Answer.json(200, Json.write(Map.of("removed", name)));
                }));
  }

  private static Answer refusing(Supplier<Answer> work) {
    try {
      return work.get();
    } catch (NetworkRefused e) {
      throw new Refusal(409, String.valueOf(e.getMessage()));
    }
  }
}
