package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.model.InstanceId;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Handler;
import io.fairlead.transport.server.Query;
import io.fairlead.transport.server.Request;
import io.fairlead.transport.server.Route;
import io.fairlead.transport.server.ServerStats;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The table of all routes. */
final class Api {
  static final String BASE = "/api/v1";
  private static final String JSON = "application/json";

  private final Agent agent;

  private Api(Agent agent) {
    this.agent = agent;
  }

  /**
   * All routes of an agent.
   *
   * @param server what the server that they hang on has done
   */
  static List<Route> routes(
      Agent agent,
      List<MetricSource> metrics,
      Supplier<ServerStats> server,
      RandomGenerator random) {
    Api api = new Api(agent);
    Facts facts = new Facts(agent);
    Registrations registrations = new Registrations(agent);
    Drains drains = new Drains(agent);
    Moves moves = new Moves(agent);
    NetworkRoutes networks = new NetworkRoutes(agent);
    AttachRoutes attach = new AttachRoutes(agent);
    Nodes nodes = new Nodes(agent);
    NodeDrains nodeDrains = new NodeDrains(agent);
    Ipam ipam = new Ipam(agent);
    ExplainRoutes explain = new ExplainRoutes(agent);
    Watches watches = new Watches(agent);
    Consistent reads = new Consistent(agent);
    LongPoll longPoll = new LongPoll(agent, random, reads);
    List<MetricSource> sources = new ArrayList<>(metrics);
    sources.add(new ViewMetrics(agent, watches, server));
    sources.add(new ProcessMetrics());
    return List.of(
        get("/services", reads.read(Reads::services)),
        get("/services/{namespace}/{service}", longPoll::handle),
        get("/instances", reads.read(Reads::instances)),
        get("/instances/{id}", reads.read(api::own)),
        get("/instances/{node}/{id}", reads.read(Api::anyNodes)),
        route("PUT", "/instances/{id}", registrations::register),
        route("DELETE", "/instances/{id}", registrations::deregister),
        route("PUT", "/instances/{id}/renew", registrations::renew),
        route("POST", "/instances/{id}/drain", drains::drain),
        route("DELETE", "/instances/{id}/drain", drains::undo),
        get("/nodes", reads.read(nodes::list)),
        get("/nodes/{node}", reads.read(Reads::node)),
        route("DELETE", "/nodes/{node}", nodes::remove),
        route("GET", "/nodes/{node}/drain", nodeDrains::left),
        route("POST", "/nodes/{node}/drain", nodeDrains::drain),
        route("DELETE", "/nodes/{node}/drain", nodeDrains::undo),
        get("/checks", reads.read(Reads::checks)),
        get("/networks", reads.read(NetworkRoutes::list)),
        get("/networks/{network}", reads.read(NetworkRoutes::one)),
        route("POST", "/networks", networks::create),
        route("DELETE", "/networks/{network}", networks::remove),
        get("/attachments", now(attach::list)),
        route("POST", "/attachments", attach::attach),
        route("DELETE", "/attachments", attach::detach),
        get("/datacenters", api.read(facts::datacenters)),
        get("/resolve", now(facts::resolve)),
        get("/explain/{name...}", now(facts::explain)),
        new Route("GET", BASE + "/watch", Watches.TYPE, watches::handle),
        get("/ports", reads.read(PortRoutes::list)),
        get("/ipam", reads.read(ipam::overview)),
        get("/ipam/fsck", ipam::fsck),
        route("POST", "/ipam/reclaim", ipam::reclaim),
        get("/policy", explain::policy),
        get("/trace", explain::trace),
        get("/migration", moves::status),
        route("POST", "/migration", moves::step),
        route("DELETE", "/migration", moves::back),
        get("/status", api.read(facts::status)),
        get("/health/live", now(facts::live)),
        get("/health/ready", now(facts::ready)),
        new Route("GET", BASE + "/openapi.yaml", "application/yaml", now(facts::openApi)),
        new Route(
            "GET",
            "/metrics",
            "",
            now(request -> Exposition.of(sources, request.header("accept")))));
  }

  private static Route get(String pattern, Handler handler) {
    return route("GET", pattern, handler);
  }

  private static Route route(String method, String pattern, Handler handler) {
    return new Route(method, BASE + pattern, JSON, handler);
  }

  private static Handler now(Function<Request, Answer> answer) {
    return (request, exchange) -> exchange.answer(answer.apply(request));
  }

  private Handler read(BiFunction<Request, Snapshot, Answer> answer) {
    return (request, exchange) ->
        exchange.answer(agent.self().marked(answer.apply(request, agent.catalog().snapshot())));
  }

  private Answer own(Request request, Snapshot snapshot) {
    Query query = request.query();
    query.done();
    return Reads.instance(Parameters.ownInstance(agent, request), snapshot);
  }

  private static Answer anyNodes(Request request, Snapshot snapshot) {
    request.query().done();
    InstanceId id = new InstanceId(request.parameter("node"), request.parameter("id"));
    return Reads.instance(id, snapshot);
  }
}
