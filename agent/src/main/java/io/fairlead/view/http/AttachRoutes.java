package io.fairlead.view.http;

import io.fairlead.json.ConnectedJson;
import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connection;
import io.fairlead.spi.Containers;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Attaching what no engine attaches: running containers, network namespaces, processes. */
final class AttachRoutes {
  /** What is attached here and not by CNI begins so. */
  private static final String OWNER = "attach:";

  private static final String NAMESPACE = "netns:";
  private static final String PROCESS = "pid:";
  private static final String NAMESPACES = "/run/netns/";
  private static final Pattern NAME = Pattern.compile("[^/]{1,200}");
  private static final int LONG_ID = 12;

  private final Agent agent;

  AttachRoutes(Agent agent) {
    this.agent = agent;
  }

  /** Something that can be attached. */
  private record Subject(
      String text, String name, String sandbox, String id, Map<String, String> labels) {}

  Answer list(Request request) {
    request.query().done();
    JsonWriter out = new JsonWriter().beginObject().name("attachments").beginArray();
    agent.connecting().all().forEach(one -> ConnectedJson.write(out, one));
    return Answer.json(200, out.endArray().endObject().bytes());
  }

  void attach(Request request, Exchange exchange) {
    request.query().done();
    Fields fields = Bodies.object(request);
    String what = fields.text("what");
    String network = fields.text("network");
    String ifname = fields.textOr("ifname", "");
    String mac = fields.textOr("mac", "");
    @Nullable Mac wantedMac = mac.isEmpty() ? null : fields.at("mac", () -> Mac.parse(mac));
    List<IpPrefix> addresses =
        fields.at(
            "addresses", () -> fields.texts("addresses").stream().map(IpPrefix::parse).toList());
    List<IpAddress> gateways =
        fields.at(
            "gateways", () -> fields.texts("gateways").stream().map(IpAddress::parse).toList());
    List<String> aliases = fields.texts("aliases");
    String name = fields.textOr("name", "");
    fields.done();
    requirePlain(network, addresses, gateways, fields);
    exchange.work(
        () ->
            refusing(
                () -> {
                  Subject subject = subject(what);
                  Connected made =
                      agent
                          .connecting()
                          .connect(
                              new Connection(
                                  id(subject.text(), network),
                                  "",
                                  network,
                                  subject.text(),
                                  subject.sandbox(),
                                  ifname,
                                  wantedMac,
                                  addresses,
                                  gateways,
                                  new NetworkEndpoint.Attached(
                                      name.isEmpty() ? subject.name() : name,
                                      subject.id(),
                                      aliases,
                                      subject.labels())));
                  JsonWriter out = new JsonWriter();
                  ConnectedJson.write(out, made);
                  return Answer.json(200, out.bytes());
                }));
  }

  private static void requirePlain(
      String network, List<IpPrefix> addresses, List<IpAddress> gateways, Fields fields) {
    boolean plain = network.indexOf(':') >= 0;
    if (!plain && !gateways.isEmpty()) {
      throw fields.wrong("gateways", "a network of the cluster has its own; leave them out");
    }
    for (IpPrefix address : plain ? addresses : List.<IpPrefix>of()) {
      if (address.length() == address.address().bitLength()) {
        throw fields.wrong(
            "addresses", address.address() + " needs its network's length, as in /24");
      }
    }
  }

  void detach(Request request, Exchange exchange) {
    String what = required(request, "what");
    String network = required(request, "network");
    request.query().done();
    exchange.work(
        () ->
            refusing(
                () -> {
                  List<String> ended = new ArrayList<>();
                  for (Connected one : agent.connecting().all()) {
                    if (one.wanted().target().equals(network) && isMeant(one.wanted(), what)) {
                      agent.connecting().disconnect(one.wanted().id());
                      ended.add(one.wanted().subject());
                    }
                  }
                  return Answer.json(200, Json.write(Map.of("detached", ended)));
                }));
  }

  private static String required(Request request, String parameter) {
    String value = request.query().text(parameter);
    if (value == null || value.isEmpty()) {
      throw new Refusal(400, "say it, as in ?what=web&network=backend", parameter);
    }
    return value;
  }

  /** Whether these words mean it; it may have ended since. */
  private static boolean isMeant(Connection one, String what) {
    return one.id().startsWith(OWNER)
        && (one.who().name().equals(what)
            || (what.length() >= LONG_ID && one.who().id().startsWith(what))
            || one.subject().equals("netns " + path(what))
            || one.subject().equals(what.replace(':', ' ')));
  }

  private static String path(String what) {
    return what.startsWith(NAMESPACE) ? NAMESPACES + what.substring(NAMESPACE.length()) : what;
  }

  private Subject subject(String what) {
    if (what.startsWith(NAMESPACE) || what.startsWith("/")) {
      String path = path(what);
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (!NAME.matcher(name).matches() || path.contains("..")) {
        throw new InvalidField("what", "'" + what + "' is no namespace; write netns:NAME or /path");
      }
      return new Subject("netns " + path, name, path, "", Map.of());
    }
    if (what.startsWith(PROCESS)) {
      String number = what.substring(PROCESS.length());
      if (!number.matches("[1-9][0-9]{0,9}")) {
        throw new InvalidField("what", "'" + what + "' is no process; write pid:4711");
      }
      return new Subject(
          "pid " + number, "pid" + number, "/proc/" + number + "/ns/net", "", Map.of());
    }
    return container(what);
  }

  private Subject container(String what) {
    Containers containers = agent.containers();
    if (containers == null) {
      throw new Refusal(
          409, "this agent has no container engine to ask; name netns:NAME or pid:N", "what");
    }
    try {
      Containers.Running found = containers.find(what);
      if (found == null) {
        throw new Refusal(
            404, "no container '" + what + "' runs here; 'docker ps' shows those that do", "what");
      }
      return new Subject(
          "container " + found.name(), found.name(), found.sandbox(), found.id(), found.labels());
    } catch (IOException e) {
      throw new Refusal(502, String.valueOf(e.getMessage()), "what");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(503, "the agent is ending; ask again");
    }
  }

  private static String id(String subject, String network) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((subject + "\n" + network).getBytes(StandardCharsets.UTF_8));
      return OWNER + HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Answer refusing(Supplier<Answer> work) {
    try {
      return work.get();
    } catch (AttachRefused e) {
      Refusal refusal = new Refusal(e.retryable() ? 503 : 409, String.valueOf(e.getMessage()));
      throw e.retryable() ? refusal.with("Retry-After", "1") : refusal;
    }
  }
}
