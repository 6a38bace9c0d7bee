package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A container, as far as its endpoints are concerned.
 *
 * @param sandbox the path of its network namespace, or empty
 * @param aliases by endpoint, besides its name
 */
record DockerContainer(
    String id,
    String name,
    boolean running,
    String sandbox,
    Map<String, String> labels,
    Map<String, List<String>> aliases) {
  private static final int SHORT_ID = 12;

  static DockerContainer read(Fields fields) {
    String id = fields.text("Id");
    String name = fields.textOr("Name", "").replaceFirst("^/", "");
    Fields state = fields.object("State");
    Fields config = fields.object("Config");
    Fields settings = fields.object("NetworkSettings");
    Fields networks = settings == null ? null : settings.object("Networks");
    Map<String, List<String>> aliases = new HashMap<>();
    if (networks != null) {
      for (String network : networks.names()) {
        Fields one = networks.object(network);
        if (one != null) {
          Set<String> names = new TreeSet<>(one.texts("Aliases"));
          // The engine adds the short id itself; older ones show it, and newer ones do not.
          names.remove(id.substring(0, Math.min(SHORT_ID, id.length())));
          names.remove(name);
          aliases.put(one.textOr("EndpointID", ""), List.copyOf(names));
        }
      }
    }
    return new DockerContainer(
        id,
        name,
        state != null && state.flagOr("Running", false),
        settings == null ? "" : settings.textOr("SandboxKey", ""),
        config == null ? Map.of() : config.textsByName("Labels"),
        aliases);
  }

  /** Who an endpoint of it belongs to; null where it has no such endpoint. */
  NetworkEndpoint.@Nullable Attached attached(String endpoint) {
    List<String> names = aliases.get(endpoint);
    return names == null ? null : new NetworkEndpoint.Attached(name, id, names, labels);
  }
}
