package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead attach CONTAINER NETWORK}, and {@code fairlead attach --list}. */
@Command(
    name = "attach",
    sortOptions = false,
    description = {
      "Attaches a running container, a network namespace or a process to a network, to a link of"
          + " this host, or to a bridge that is there already."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead attach web backend",
      "  fairlead attach web backend --ip 10.128.0.77 --ifname eth5 --alias www",
      "  fairlead attach netns:lab backend --name probe",
      "  fairlead attach pid:4711 backend",
      "  fairlead attach web macvlan:eth0 --ip 192.168.1.9/24 --gateway 192.168.1.1",
      "  fairlead attach web bridge:br0 --ip 10.9.0.5/24",
      "  fairlead attach --list"
    })
final class AttachCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONTAINER",
      description = "Its name or id, netns:NAME, the path of a namespace, or pid:NUMBER.")
  private @Nullable String what;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NETWORK",
      description = "A network's name, macvlan:LINK, or bridge:NAME.")
  private @Nullable String network;

  @Option(
      names = "--ip",
      paramLabel = "ADDRESS",
      description = {
        "Its address; repeatable. With the network's length, as in /24, on a link or a bridge."
            + " Default: one that is free; on a link or a bridge none."
      })
  private List<String> addresses = List.of();

  @Option(
      names = "--gateway",
      paramLabel = "ADDRESS",
      description = "The way out on a link or a bridge; repeatable.")
  private List<String> gateways = List.of();

  @Option(
      names = "--ifname",
      paramLabel = "NAME",
      description = "What the interface is called. Default: eth and the next free number.")
  private @Nullable String ifname;

  @Option(names = "--mac", paramLabel = "MAC", description = "Its Ethernet address.")
  private @Nullable String mac;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "A further name on the network; repeatable.")
  private List<String> aliases = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Its name on the network. Default: the container's or the namespace's.")
  private @Nullable String name;

  @Option(names = "--list", description = "Show what is attached, by CNI too.")
  private boolean list;

  @Mixin private final Client agent;

  AttachCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    if (list) {
      return list();
    }
    if (what == null || network == null) {
      throw new CliFailure(
          ExitCode.USAGE, "say what to attach, and to which network: fairlead attach web backend");
    }
    Answer answer = agent.call("POST", "/attachments", body(what, network));
    Fields made = answer.fields().object("interface");
    String text =
        made == null
            ? ""
            : " as " + made.textOr("name", "") + with(String.join(", ", made.texts("addresses")));
    return agent.done(answer, "attached " + what + " to " + network + text);
  }

  private static String with(String addresses) {
    return addresses.isEmpty() ? "" : ", " + addresses;
  }

  private Map<String, Object> body(String subject, String target) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("what", subject);
    body.put("network", target);
    body.put("addresses", addresses);
    body.put("gateways", gateways);
    body.put("aliases", aliases);
    put(body, "ifname", ifname);
    put(body, "mac", mac);
    put(body, "name", name);
    return body;
  }

  private static void put(Map<String, Object> body, String key, @Nullable String value) {
    if (value != null) {
      body.put(key, value);
    }
  }

  private int list() {
    Answer answer = agent.get("/attachments");
    Fields all = answer.fields();
    if (agent.json()) {
      return agent.print(answer);
    }
    Table table = new Table("WHAT", "NETWORK", "NAME", "INTERFACE", "ADDRESSES");
    for (Fields one : all.objects("attachments")) {
      Fields made = one.object("interface");
      Fields who = one.object("container");
      table.add(
          one.textOr("subject", ""),
          one.textOr("network", ""),
          who == null ? "" : who.textOr("name", ""),
          made == null ? "" : made.textOr("name", ""),
          made == null ? "" : String.join(" ", made.texts("addresses")));
    }
    return agent.print(table, "nothing is attached");
  }
}
