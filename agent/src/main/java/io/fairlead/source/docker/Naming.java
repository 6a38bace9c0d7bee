package io.fairlead.source.docker;

import io.fairlead.model.DnsLabel;
import io.fairlead.model.ServiceKey;
import io.fairlead.source.docker.DockerOptions.Namespaces;
import io.fairlead.source.docker.Said.Family;
import io.fairlead.source.docker.Said.Setting;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Which service a port belongs to. The first of these that says something: {@code fairlead.name},
 * {@code SERVICE_NAME}, the compose service, the swarm service without its stack's prefix, the
 * image's base name, the container's name. Names from {@code SERVICE_NAME} and from the image get
 * {@code -PORT} where several ports are published, as Registrator does it.
 */
final class Naming {
  private static final String COMPOSE_PROJECT = "com.docker.compose.project";
  private static final String COMPOSE_SERVICE = "com.docker.compose.service";
  private static final String STACK = "com.docker.stack.namespace";
  private static final String SWARM_SERVICE = "com.docker.swarm.service.name";
  private static final Pattern IMAGE_ID = Pattern.compile("(sha256:)?[0-9a-f]{12,64}");

  private final ContainerFacts facts;
  private final Said said;
  private final Namespaces namespaces;
  private final Consumer<String> remarks;

  Naming(ContainerFacts facts, Said said, Namespaces namespaces, Consumer<String> remarks) {
    this.facts = facts;
    this.said = said;
    this.namespaces = namespaces;
    this.remarks = remarks;
  }

  /** The service of a container port (0: of a container without ports). */
  ServiceKey service(int port) {
    return new ServiceKey(namespace(port), name(port));
  }

  private String namespace(int port) {
    if (namespaces == Namespaces.FLAT) {
      return ServiceKey.DEFAULT_NAMESPACE;
    }
    Setting own = said.get(Family.FAIRLEAD, "namespace", port);
    String label = own == null ? "" : folded(own.origin(), own.value());
    for (String candidate :
        new String[] {label, folded(label(COMPOSE_PROJECT)), folded(label(STACK))}) {
      if (!candidate.isEmpty()) {
        return candidate;
      }
    }
    return ServiceKey.DEFAULT_NAMESPACE;
  }

  private String name(int port) {
    Setting own = said.get(Family.FAIRLEAD, "name", port);
    String name = own == null ? "" : folded(own.origin(), own.value());
    if (!name.isEmpty()) {
      return name;
    }
    Setting service = said.get(Family.SERVICE, "name", port);
    name = service == null ? "" : folded(service.origin(), service.value());
    if (service != null && !name.isEmpty()) {
      return service.port() ? name : withPort(name, port);
    }
    name = folded(label(COMPOSE_SERVICE));
    if (name.isEmpty()) {
      name = folded(swarmService());
    }
    if (!name.isEmpty()) {
      return name;
    }
    name = folded(imageBase(facts.image()));
    if (name.isEmpty()) {
      name = folded(facts.name());
    }
    return withPort(name.isEmpty() ? "container-" + facts.id().substring(0, 12) : name, port);
  }

  private String swarmService() {
    String name = label(SWARM_SERVICE);
    String prefix = label(STACK) + "_";
    return prefix.length() > 1 && name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private String withPort(String name, int port) {
    if (port == 0 || facts.published().size() < 2) {
      return name;
    }
    String suffix = "-" + port;
    int room = DnsLabel.MAX_LENGTH - suffix.length();
    return (name.length() > room ? name.substring(0, room) : name) + suffix;
  }

  private String label(String name) {
    return facts.labels().getOrDefault(name, "");
  }

  private String folded(String origin, String value) {
    String name = folded(value);
    if (name.isEmpty()) {
      remarks.accept(
          origin + ": '" + value + "' holds nothing that DNS can carry; use a-z, 0-9, -");
    }
    return name;
  }

  private static String folded(String value) {
    return DnsLabel.from(value);
  }

  /** {@code app} of {@code registry:5000/team/app:1.2@sha256:...}; empty for a bare image id. */
  static String imageBase(String image) {
    if (IMAGE_ID.matcher(image).matches()) {
      return "";
    }
    String name = image.substring(image.lastIndexOf('/') + 1);
    int digest = name.indexOf('@');
    name = digest < 0 ? name : name.substring(0, digest);
    int tag = name.indexOf(':');
    return tag < 0 ? name : name.substring(0, tag);
  }
}
