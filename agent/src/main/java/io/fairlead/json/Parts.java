package io.fairlead.json;

import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.CheckState;
import io.fairlead.model.Endpoint;
import io.fairlead.model.Health;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Port;
import io.fairlead.model.ServiceKey;
import io.fairlead.wire.json.JsonWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records that instances and registrations are made of. */
final class Parts {
  private Parts() {}

  static ServiceKey service(Fields fields) {
    String namespace = fields.textOr("namespace", ServiceKey.DEFAULT_NAMESPACE);
    String name = fields.text("service");
    return fields.make(() -> new ServiceKey(namespace, name));
  }

  /** A port as an object, or as a bare number for an unnamed TCP port. */
  static Port port(Fields fields) {
    Object value = fields.get("port");
    if (value instanceof Number) {
      return Port.tcp((int) fields.integerOr("port", 0, 0, 65535));
    }
    Fields port = fields.object("port");
    if (port == null) {
      return Port.NONE;
    }
    int number = (int) port.integerOr("number", 0, 0, 65535);
    Port.Protocol protocol = port.wordOr("protocol", Port.Protocol.class, Port.Protocol.TCP);
    String name = port.textOr("name", "");
    port.done();
    return port.make(() -> new Port(number, protocol, name));
  }

  static void write(JsonWriter out, Port port) {
    if (!port.equals(Port.NONE)) {
      out.name("port").beginObject().number("number", port.number());
      out.text("protocol", Fields.word(port.protocol()));
      out.textUnlessEmpty("name", port.name()).endObject();
    }
  }

  static List<Endpoint> endpoints(Fields fields) {
    return fields.objects("endpoints").stream().map(Parts::endpoint).toList();
  }

  private static Endpoint endpoint(Fields fields) {
    Endpoint endpoint =
        new Endpoint(
            fields.text("network"),
            fields.wordOr("scope", Endpoint.Scope.class, Endpoint.Scope.NODE),
            prefix(fields, "v4", false),
            prefix(fields, "v6", true));
    fields.done();
    return endpoint;
  }

  static @Nullable IpPrefix prefix(Fields fields, String name, boolean v6) {
    String text = fields.textOr(name, "");
    if (text.isEmpty()) {
      return null;
    }
    IpPrefix prefix = fields.at(name, () -> IpPrefix.parse(text));
    if (prefix.address().isV6() != v6) {
      throw fields.wrong(name, "'" + text + "' is of the other family");
    }
    return prefix;
  }

  static void writeEndpoints(JsonWriter out, List<Endpoint> endpoints) {
    if (endpoints.isEmpty()) {
      return;
    }
    out.name("endpoints").beginArray();
    for (Endpoint endpoint : endpoints) {
      out.beginObject().text("network", endpoint.network());
      out.text("scope", Fields.word(endpoint.scope()));
      writePrefix(out, "v4", endpoint.v4());
      writePrefix(out, "v6", endpoint.v6());
      out.endObject();
    }
    out.endArray();
  }

  static void writePrefix(JsonWriter out, String name, @Nullable IpPrefix prefix) {
    if (prefix != null) {
      out.text(name, prefix.toString());
    }
  }

  static List<Check> checks(Fields fields) {
    List<Check> checks = fields.objects("checks").stream().map(CheckJson::read).toList();
    Set<String> names = new HashSet<>();
    for (Check check : checks) {
      if (!names.add(check.name())) {
        throw fields.wrong("checks", "two are named '" + check.name() + "'; name them apart");
      }
    }
    return checks;
  }

  static void writeChecks(JsonWriter out, List<Check> checks) {
    if (!checks.isEmpty()) {
      out.name("checks").beginArray();
      checks.forEach(check -> CheckJson.write(out, check));
      out.endArray();
    }
  }

  static CheckState state(Fields fields) {
    CheckState state =
        new CheckState(
            fields.text("name"),
            fields.text("kind"),
            fields.wordOr("health", Health.class, Health.UNKNOWN),
            fields.instant("since"),
            fields.textOr("output", ""));
    fields.done();
    return state;
  }

  static void writeStates(JsonWriter out, List<CheckState> states) {
    if (!states.isEmpty()) {
      out.name("states").beginArray();
      states.forEach(state -> writeState(out, state));
      out.endArray();
    }
  }

  private static void writeState(JsonWriter out, CheckState state) {
    out.beginObject().text("name", state.name()).text("kind", state.kind());
    out.text("health", Fields.word(state.health())).text("since", state.since().toString());
    out.textUnlessEmpty("output", state.output()).endObject();
  }

  /** The cause that a record must have. */
  static Cause causeOf(Fields fields) {
    Fields cause = fields.object("cause");
    if (cause == null) {
      throw fields.wrong("cause", "is missing");
    }
    return cause(cause);
  }

  static Cause cause(Fields fields) {
    Cause cause = new Cause(fields.instant("at"), fields.textOr("what", ""));
    fields.done();
    return cause;
  }

  static void write(JsonWriter out, Cause cause) {
    out.name("cause").beginObject();
    out.text("at", cause.at().toString()).text("what", cause.what()).endObject();
  }
}
