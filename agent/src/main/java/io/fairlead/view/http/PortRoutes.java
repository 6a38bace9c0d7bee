package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.json.Fields;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PortScope;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Query;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Published ports of all nodes. */
final class PortRoutes {
  private static final Comparator<Row> ORDER =
      Comparator.<Row, String>comparing(row -> row.endpoint().id().node())
          .thenComparingInt(row -> row.port().hostPort())
          .thenComparing(row -> row.port().protocol())
          .thenComparing(row -> row.endpoint().id());

  private PortRoutes() {}

  private record Row(NetworkEndpoint endpoint, PublishedPort port) {}

  static Answer list(Request request, Snapshot snapshot) {
    Query query = request.query();
    String node = query.text("node");
    String network = query.text("network");
    String container = query.text("container");
    query.done();
    List<Row> rows = new ArrayList<>();
    for (NetworkEndpoint endpoint : snapshot.networks().everyEndpoint()) {
      if (isAsked(node, endpoint.id().node())
          && isAsked(network, endpoint.network())
          && (isAsked(container, endpoint.container().name())
              || isAsked(container, endpoint.container().id()))) {
        endpoint.ports().forEach(port -> rows.add(new Row(endpoint, port)));
      }
    }
    rows.sort(ORDER);
    return Answers.list(
        snapshot, "ports", rows.iterator(), (out, row) -> write(out, row, snapshot));
  }

  private static boolean isAsked(@Nullable String wanted, String is) {
    return wanted == null || wanted.equals(is);
  }

  private static void write(JsonWriter out, Row row, Snapshot snapshot) {
    NetworkEndpoint endpoint = row.endpoint();
    PublishedPort port = row.port();
    Network network = snapshot.networks().network(endpoint.network());
    out.beginObject();
    IpAddress host = port.hostAddress();
    if (host != null) {
      out.text("host_address", host.toString());
    }
    out.number("host_port", port.hostPort()).text("protocol", Fields.word(port.protocol()));
    Json.writeTexts(
        out,
        "addresses",
        endpoint.addresses().stream()
            .filter(address -> port.isOf(address.isV6()))
            .map(Object::toString)
            .toList());
    out.number("port", port.port()).textUnlessEmpty("container", endpoint.container().name());
    out.text("endpoint", endpoint.id().id()).text("network", endpoint.network());
    out.text("node", endpoint.id().node());
    out.text("scope", network == null ? PortScope.HOST.word() : PortScope.of(network).word());
    out.endObject();
  }
}
