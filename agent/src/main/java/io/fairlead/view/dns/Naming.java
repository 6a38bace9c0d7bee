package io.fairlead.view.dns;

import io.fairlead.model.DnsLabel;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.ServiceKey;
import io.fairlead.wire.dns.DnsName;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of our names: from a name to what it is about, and back. Pure; knows no catalog. */
final class Naming {
  private static final String TAG = "_tag";
  private static final Set<String> ZONES = Set.of("svc", "node", "container", "addr");
  private static final int MAX_CONTAINER = 128;
  private static final Pattern CONTAINER =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");
  private static final Subject NOTHING = new Subject.Nothing();
  private static final Subject FOREIGN = new Subject.Foreign();
  private static final Subject BRANCH = new Subject.Branch();

  private final DnsName domain;
  private final int domainLabels;
  private final DnsName services;
  private final DnsName containers;
  private final DnsName nodes;
  private final DnsName addresses;

  Naming(DnsName domain) {
    this(domain, domain);
  }

  private Naming(DnsName domain, DnsName zone) {
    this.domain = domain;
    domainLabels = domain.labels().size();
    services = zone.child("svc");
    containers = zone.child("container");
    nodes = zone.child("node");
    addresses = domain.child("addr");
  }

  /** The names of what is in this datacenter, as all datacenters know them. */
  Naming in(String datacenter) {
    return new Naming(domain, domain.child(datacenter));
  }

  DnsName domain() {
    return domain;
  }

  /** {@code web.svc.internal}, or with its namespace where that is not the default. */
  DnsName service(ServiceKey key) {
    return key.namespace().equals(ServiceKey.DEFAULT_NAMESPACE)
        ? services.child(key.name())
        : services.child(key.namespace()).child(key.name());
  }

  /** {@code host1.node.internal}. */
  DnsName node(String name) {
    return nodes.child(name);
  }

  /**
   * {@code shop-web-1.container.internal}; dots in the container's name divide labels.
   *
   * @return null where DNS cannot carry the name
   */
  @Nullable DnsName container(String name) {
    if (name.length() > MAX_CONTAINER || !CONTAINER.matcher(name).matches()) {
      return null;
    }
    DnsName result = containers;
    String[] labels = name.toLowerCase(Locale.ROOT).split("\\.");
    for (int i = labels.length - 1; i >= 0; i--) {
      result = result.child(labels[i]);
    }
    return result;
  }

  /** {@code 0a000001.addr.internal}, {@code 0a000001-fd00...01.addr.internal}: the SRV targets. */
  DnsName address(@Nullable IpAddress v4, @Nullable IpAddress v6) {
    HexFormat hex = HexFormat.of();
    String four = v4 == null ? "" : hex.formatHex(v4.octets());
    String six = v6 == null ? "" : hex.formatHex(v6.octets());
    return addresses.child(v4 == null || v6 == null ? four + six : four + "-" + six);
  }

  Subject parse(DnsName name) {
    List<String> labels = name.labels();
    if (name.isWithin(domain)) {
      return ours(labels.subList(0, labels.size() - domainLabels));
    }
    IpAddress reversed = ReverseName.address(labels);
    if (reversed != null) {
      return new Subject.Reverse(reversed);
    }
    if (labels.isEmpty() || labels.size() > 2 || !labels.stream().allMatch(DnsLabel::isValid)) {
      return FOREIGN;
    }
    return new Subject.Bare(labels.getFirst(), labels.size() == 2 ? labels.get(1) : null);
  }

  private static Subject ours(List<String> labels) {
    if (labels.isEmpty()) {
      return new Subject.Apex();
    }
    String zone = labels.getLast();
    List<String> rest = labels.subList(0, labels.size() - 1);
    if (ZONES.contains(zone)) {
      return within(zone, rest);
    }
    if (!DnsLabel.isValid(zone)) {
      return NOTHING;
    }
    return new Subject.In(
        zone, rest.isEmpty() ? BRANCH : within(rest.getLast(), rest.subList(0, rest.size() - 1)));
  }

  private static Subject within(String zone, List<String> rest) {
    return switch (zone) {
      case "svc" -> rest.isEmpty() ? BRANCH : service(rest);
      case "node" -> rest.isEmpty() ? BRANCH : node(rest);
      case "container" -> rest.isEmpty() ? BRANCH : new Subject.OfContainer(String.join(".", rest));
      case "addr" -> rest.isEmpty() ? BRANCH : address(rest);
      default -> NOTHING;
    };
  }

  private static Subject node(List<String> rest) {
    return rest.size() == 1 && DnsLabel.isValid(rest.getFirst())
        ? new Subject.OfNode(rest.getFirst())
        : NOTHING;
  }

  /** {@code [[_port.]_proto.][[tag.]_tag.]service[.namespace]}. */
  private static Subject service(List<String> labels) {
    List<String> rest = labels;
    Port.Protocol protocol = protocol(rest.getFirst());
    String port = "";
    if (protocol != null) {
      rest = rest.subList(1, rest.size());
    } else if (rest.size() > 1 && rest.getFirst().startsWith("_")) {
      protocol = protocol(rest.get(1));
      port = protocol == null ? "" : rest.getFirst().substring(1);
      rest = protocol == null ? rest : rest.subList(2, rest.size());
    }
    int tagAt = rest.indexOf(TAG);
    String tag = tagAt < 0 ? "" : String.join(".", rest.subList(0, tagAt));
    rest = rest.subList(tagAt + 1, rest.size());
    if (rest.isEmpty() || rest.size() > 2 || !rest.stream().allMatch(DnsLabel::isValid)) {
      return NOTHING;
    }
    ServiceKey key =
        rest.size() == 1
            ? ServiceKey.of(rest.getFirst())
            : new ServiceKey(rest.get(1), rest.getFirst());
    if (tagAt == 0) {
      return protocol == null ? new Subject.TagsOf(key) : NOTHING;
    }
    return new Subject.OfService(key, new Subject.Filter(protocol, port, tag));
  }

  private static Port.@Nullable Protocol protocol(String label) {
    return switch (label) {
      case "_tcp" -> Port.Protocol.TCP;
      case "_udp" -> Port.Protocol.UDP;
      default -> null;
    };
  }

  private static Subject address(List<String> rest) {
    String label = rest.getFirst();
    int dash = label.indexOf('-');
    String four =
        dash < 0 && label.length() == 32 ? "" : dash < 0 ? label : label.substring(0, dash);
    String six = dash < 0 && label.length() == 32 ? label : label.substring(dash + 1);
    IpAddress v4 = hex(four, 4);
    IpAddress v6 = hex(six, 16);
    boolean whole = dash < 0 ? v4 != null || v6 != null : v4 != null && v6 != null;
    return rest.size() == 1 && whole ? new Subject.OfAddress(v4, v6) : NOTHING;
  }

  private static @Nullable IpAddress hex(String digits, int octets) {
    boolean valid = digits.length() == 2 * octets && digits.chars().allMatch(HexFormat::isHexDigit);
    IpAddress address = valid ? IpAddress.of(HexFormat.of().parseHex(digits)) : null;
    return address != null && address.octets().length == octets ? address : null;
  }
}
