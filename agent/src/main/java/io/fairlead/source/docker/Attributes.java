package io.fairlead.source.docker;

import io.fairlead.model.DnsLabel;
import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Nearest;
import io.fairlead.model.Registration;
import io.fairlead.select.Failover;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import io.fairlead.source.docker.DockerOptions.AddressChoice;
import io.fairlead.source.docker.Said.Family;
import io.fairlead.source.docker.Said.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Everything said of a port besides its name and its checks. A value that makes no sense is left
 * out, with a remark that names where it stands and how to mend it.
 */
final class Attributes {
  /** Our own keys, besides those of checks. */
  static final Set<String> KEYS =
      Set.of(
          "name",
          "namespace",
          "tags",
          "id",
          "ignore",
          "address",
          "network",
          "weight",
          "failover",
          "allow",
          "policy_dry_run");

  private static final Set<String> NO_META = Set.of("name", "tags", "id", "ignore");
  private static final Pattern SECRET =
      Pattern.compile(
          "(^|.*_)(password|passwd|secret|token|credentials?|private_key|api_?key)(_.*|$)");
  private static final int MOST_META = 64;

  private final Said said;
  private final Consumer<String> remarks;

  Attributes(Said said, Consumer<String> remarks) {
    this.said = said;
    this.remarks = remarks;
  }

  /** Who says that this port (0: the container) is not to be registered, or empty. */
  String ignoredBy(int port) {
    Setting setting = said.get("ignore", port);
    return setting == null || isNo(setting.value()) ? "" : setting.origin();
  }

  /** Whether a value switches something off. */
  static boolean isNo(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "", "false", "0", "no", "off" -> true;
      default -> false;
    };
  }

  /** Which address is registered. */
  AddressChoice address(int port, AddressChoice otherwise) {
    Setting setting = said.get(Family.FAIRLEAD, "address", port);
    if (setting == null) {
      return otherwise;
    }
    return switch (setting.value().strip().toLowerCase(Locale.ROOT)) {
      case "container" -> AddressChoice.CONTAINER;
      case "host" -> AddressChoice.HOST;
      default -> {
        wrong(setting, "use container or host");
        yield otherwise;
      }
    };
  }

  int weight(int port) {
    Setting setting = said.get(Family.FAIRLEAD, "weight", port);
    if (setting == null) {
      return Registration.DEFAULT_WEIGHT;
    }
    if (setting.value().matches("[0-9]{1,5}") && Integer.parseInt(setting.value()) <= 65535) {
      return Integer.parseInt(setting.value());
    }
    wrong(setting, "use a whole number from 0 to 65535");
    return Registration.DEFAULT_WEIGHT;
  }

  /** The port's name for SRV, or empty. */
  String portName(int port) {
    Setting setting = said.portName(port);
    if (setting == null) {
      return "";
    }
    String name = DnsLabel.from(setting.value());
    if (name.isEmpty()) {
      wrong(setting, "use a name of a-z, 0-9 and -, such as http");
    }
    return name;
  }

  /** Registrator marks UDP ports with the tag {@code udp}; so does this. */
  List<String> tags(int port, boolean udp) {
    Setting setting = said.get("tags", port);
    List<String> tags = new ArrayList<>(setting == null ? List.of() : split(setting.value()));
    if (udp) {
      tags.add("udp");
    }
    return tags;
  }

  /** Splits at commas; {@code \,} is a comma within a tag. */
  static List<String> split(String value) {
    List<String> tags = new ArrayList<>();
    StringBuilder tag = new StringBuilder();
    for (int i = 0; i <= value.length(); i++) {
      boolean escaped = value.startsWith("\\,", i);
      if (i == value.length() || (value.charAt(i) == ',' && !escaped)) {
        if (!tag.toString().isBlank()) {
          tags.add(tag.toString().strip());
        }
        tag.setLength(0);
      } else {
        i += escaped ? 1 : 0;
        tag.append(value.charAt(i));
      }
    }
    return tags;
  }

  Map<String, String> meta(int port) {
    Map<String, String> meta = new TreeMap<>();
    said.service(port).forEach((key, setting) -> putService(meta, key, setting));
    said.meta(port).forEach((key, setting) -> meta.put(key, setting.value()));
    Setting failover = said.get(Family.FAIRLEAD, "failover", port);
    if (failover != null) {
      meta.put(Failover.META, failover.value());
    }
    if (meta.size() > MOST_META) {
      remarks.accept("only the first " + MOST_META + " of " + meta.size() + " attributes are kept");
      meta.keySet().retainAll(meta.keySet().stream().limit(MOST_META).toList());
    }
    return meta;
  }

  private void putService(Map<String, String> meta, String key, Setting setting) {
    if (NO_META.contains(key) || key.startsWith("check_")) {
      return;
    }
    if (SECRET.matcher(key).matches()) {
      remarks.accept(
          setting.origin() + " looks like a secret and is not published; rename it if it is none");
    } else {
      meta.put(key, setting.value());
    }
  }

  /** The id that was asked for, or the one that Registrator would give. */
  String id(String node, String container, ContainerPort port) {
    Setting setting = said.get("id", port.number());
    if (setting != null) {
      try {
        return new InstanceId(node, setting.value()).id();
      } catch (InvalidField e) {
        remarks.accept(setting.origin() + ": " + e.getMessage());
      }
    }
    return standardId(node, container, port);
  }

  /** {@code node:container:port}, with {@code :udp} for UDP. */
  static String standardId(String node, String container, ContainerPort port) {
    return node + ":" + container + ":" + port.number() + suffix(port);
  }

  private static String suffix(ContainerPort port) {
    return switch (port.protocol()) {
      case TCP -> "";
      case UDP -> ":udp";
    };
  }

  /** Names the labels that nobody understands. */
  void remarkUnknown() {
    for (Map.Entry<String, Setting> said : said.ourKeys()) {
      String key = said.getKey();
      if (!KEYS.contains(key) && !Checks.KEYS.contains(key) && !key.startsWith("allow.")) {
        String mend =
            Nearest.of(key, KEYS)
                .or(() -> Nearest.of(key, Checks.KEYS))
                .map(nearest -> "did you mean '" + nearest.replace('_', '.') + "'?")
                .orElse("free attributes are fairlead.meta.KEY");
        remarks.accept(said.getValue().origin() + " is not known; " + mend);
      }
    }
  }

  private void wrong(Setting setting, String mend) {
    remarks.accept(setting.origin() + ": '" + setting.value() + "' is not understood; " + mend);
  }
}
