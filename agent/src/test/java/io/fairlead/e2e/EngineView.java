package io.fairlead.e2e;

import io.fairlead.testkit.fleet.Doc;
import io.fairlead.testkit.lab.LabHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What should be registered, worked out from {@code docker ps} and {@code docker inspect} alone,
 * for the kinds of containers that these tests start: in bridge networks, one service each, and the
 * image's name where no label names the service.
 */
final class EngineView {
  private final LabHost host;

  EngineView(LabHost host) {
    this.host = host;
  }

  Set<Entry> entries() {
    TreeSet<Entry> entries = new TreeSet<>();
    List<String> running = host.docker("ps", "--quiet", "--no-trunc").lines().toList();
    if (running.isEmpty()) {
      return entries;
    }
    List<String> command = new ArrayList<>(List.of("inspect"));
    command.addAll(running);
    for (Doc container : inspect(command)) {
      entries.addAll(entriesOf(container));
    }
    return entries;
  }

  /** Containers may go between the list and the look: then it looks again. */
  private List<Doc> inspect(List<String> command) {
    return Doc.parse(host.docker(command.toArray(String[]::new))).elements();
  }

  private static List<Entry> entriesOf(Doc container) {
    String state = container.at("State", "Status").text();
    List<String> addresses = addresses(container);
    if (addresses.isEmpty() || !(state.equals("running") || state.equals("paused"))) {
      return List.of();
    }
    String health = container.at("State", "Health", "Status").text();
    boolean serving = state.equals("running") && (health.isEmpty() || health.equals("healthy"));
    String name = container.at("Name").text().substring(1);
    List<Entry> entries = new ArrayList<>();
    for (int port : ports(container)) {
      entries.add(Entry.of(name, service(container), port, addresses, serving));
    }
    return entries;
  }

  private static List<String> addresses(Doc container) {
    Doc networks = container.at("NetworkSettings", "Networks");
    List<String> addresses = new ArrayList<>();
    for (String network : networks.names()) {
      addresses.add(networks.at(network, "IPAddress").text());
      addresses.add(networks.at(network, "GlobalIPv6Address").text());
    }
    addresses.removeIf(String::isEmpty);
    return addresses;
  }

  private static Collection<Integer> ports(Doc container) {
    Set<Integer> ports = new TreeSet<>();
    for (String port : container.at("Config", "ExposedPorts").names()) {
      ports.add(Integer.parseInt(port.replaceFirst("/.*", "")));
    }
    return ports.isEmpty() ? List.of(0) : ports;
  }

  private static String service(Doc container) {
    Doc labels = container.at("Config", "Labels");
    String project = labels.at("com.docker.compose.project").text();
    String service = labels.at("com.docker.compose.service").text();
    String image = container.at("Config", "Image").text().replaceFirst(":.*", "");
    String name = variable(container, "SERVICE_NAME");
    String shown = !name.isEmpty() ? name : !service.isEmpty() ? service : image;
    return shown + "." + (project.isEmpty() ? "default" : project);
  }

  private static String variable(Doc container, String name) {
    return container.at("Config", "Env").elements().stream()
        .map(Doc::text)
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }
}
