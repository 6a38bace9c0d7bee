package io.fairlead.view.http;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.DnsLabel;
import io.fairlead.model.Instance;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.ServiceKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks about. {@code web}, {@code shop/web}, {@code host1/web-1:80}, {@code
 * web.shop.svc.internal}, {@code shop-web-1.container.internal}, {@code 172.18.0.5}: a plain word
 * may be the name of a service in any namespace, of a container, of an instance or of a node.
 *
 * @param word the plain name, without domain and namespace
 * @param kind what it must be, or {@link Kind#ANY}
 * @param left what stands before the slash or names the namespace; null for none
 */
record Subject(String word, Kind kind, @Nullable String left) {
  enum Kind {
    ANY,
    SERVICE,
    CONTAINER,
    NODE
  }

  static Subject parse(String name, String domain) {
    String text = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    String lower = text.toLowerCase(Locale.ROOT);
    String suffix = "." + domain.toLowerCase(Locale.ROOT);
    if (lower.endsWith(suffix)) {
      return ofDns(lower.substring(0, lower.length() - suffix.length()));
    }
    int slash = text.indexOf('/');
    return slash < 0
        ? new Subject(text, Kind.ANY, null)
        : new Subject(text.substring(slash + 1), Kind.ANY, text.substring(0, slash));
  }

  private static Subject ofDns(String relative) {
    List<String> labels = new ArrayList<>(List.of(relative.split("\\.", -1)));
    String zone = labels.removeLast();
    switch (zone) {
      case "node" -> {
        return new Subject(String.join(".", labels), Kind.NODE, null);
      }
      case "container" -> {
        return new Subject(String.join(".", labels), Kind.CONTAINER, null);
      }
      case "svc" -> {
        int tag = labels.indexOf("_tag");
        List<String> name = new ArrayList<>(labels.subList(tag + 1, labels.size()));
        while (name.size() > 1 && name.getFirst().startsWith("_")) {
          name.removeFirst();
        }
        if (name.size() == 1) {
          return new Subject(name.getFirst(), Kind.SERVICE, ServiceKey.DEFAULT_NAMESPACE);
        }
        if (name.size() == 2) {
          return new Subject(name.getFirst(), Kind.SERVICE, name.getLast());
        }
      }
      default -> {}
    }
    return new Subject(relative, Kind.ANY, null);
  }

  /** The words that something may be remembered under. */
  List<String> words() {
    return left == null ? List.of(word) : List.of(word, left + "/" + word);
  }

  boolean isNode(Snapshot snapshot) {
    return (kind == Kind.NODE || kind == Kind.ANY) && snapshot.node(word) != null;
  }

  /** The services that it may name, whatever else it may be. */
  Set<ServiceKey> services(Snapshot snapshot) {
    Set<ServiceKey> found = new LinkedHashSet<>();
    if (kind == Kind.SERVICE || kind == Kind.ANY) {
      ofService(snapshot).forEach(instance -> found.add(instance.service()));
    }
    if (kind == Kind.ANY && left == null) {
      for (Service service : snapshot.services()) {
        if (service.key().name().equals(word)) {
          found.add(service.key());
        }
      }
    }
    return found;
  }

  /** All instances that it may stand for, as they come. */
  List<Instance> instances(Snapshot snapshot) {
    return switch (kind) {
      case SERVICE -> ofService(snapshot);
      case CONTAINER -> snapshot.container(word);
      case NODE -> onNode(snapshot);
      case ANY -> anything(snapshot);
    };
  }

  private List<Instance> ofService(Snapshot snapshot) {
    if (left == null || !DnsLabel.isValid(left) || !DnsLabel.isValid(word)) {
      return List.of();
    }
    Service service = snapshot.service(new ServiceKey(left, word));
    return service == null ? List.of() : service.instances();
  }

  private List<Instance> onNode(Snapshot snapshot) {
    List<Instance> found = new ArrayList<>();
    for (Instance instance : snapshot.instances()) {
      if (instance.id().node().equals(word)) {
        found.add(instance);
      }
    }
    return found;
  }

  private List<Instance> anything(Snapshot snapshot) {
    List<Instance> found = new ArrayList<>(ofService(snapshot));
    if (left == null) {
      for (Service service : snapshot.services()) {
        if (service.key().name().equals(word)) {
          found.addAll(service.instances());
        }
      }
      found.addAll(snapshot.container(word));
      found.addAll(at(snapshot));
      found.addAll(onNode(snapshot));
    }
    for (Instance instance : snapshot.instances()) {
      boolean onNode = left == null || instance.id().node().equals(left);
      if (onNode && instance.id().id().equals(word)) {
        found.add(instance);
      }
    }
    return found;
  }

  private List<Instance> at(Snapshot snapshot) {
    try {
      return snapshot.instancesAt(IpAddress.parse(word));
    } catch (InvalidField e) {
      return List.of(); // a name, not an address
    }
  }
}
