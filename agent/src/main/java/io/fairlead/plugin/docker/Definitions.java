package io.fairlead.plugin.docker;

import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.model.net.PortScope;
import io.fairlead.spi.NetworkDraft;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Between a network as an engine is told of it and as the cluster has it. */
final class Definitions {
  /** The option of a Docker network that says which of the cluster's it is. */
  static final String NETWORK = "fairlead.network";

  /** The name of our address space: whoever's addresses are not of it are not ours. */
  static final String SPACE = "fairlead";

  private static final String OWN = "fairlead.";
  private static final String ATTACHABLE = "fairlead.attachable";
  private static final IpPrefix DOCKERS_V4 = IpPrefix.parse("172.16.0.0/12");
  private static final IpPrefix DOCKERS_MORE_V4 = IpPrefix.parse("192.168.0.0/16");

  private Definitions() {}

  /**
   * The options of a network that were given with {@code -o}, with or without {@code fairlead.}
   * before them.
   *
   * @throws InvalidField where one has no meaning
   */
  static Network.Options options(Map<String, String> given, boolean internal) {
    int mtu = 0;
    boolean encrypted = false;
    boolean icc = true;
    boolean multicast = false;
    Map<String, String> more = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : given.entrySet()) {
      String value = one.getValue();
      switch (bare(one.getKey())) {
        case "mtu", "com.docker.network.driver.mtu" -> mtu = number(one.getKey(), value);
        case "encrypted" -> encrypted = truth(one.getKey(), value);
        case "icc", "com.docker.network.bridge.enable_icc" -> icc = truth(one.getKey(), value);
        case "multicast" -> multicast = truth(one.getKey(), value);
        case "network", "dataplane", "attachable" -> {}
        default -> more.put(bare(one.getKey()), value);
      }
    }
    PortScope.require(more);
    return new Network.Options(mtu, encrypted, internal, icc, multicast, more);
  }

  private static String bare(String option) {
    return option.startsWith(OWN) ? option.substring(OWN.length()) : option;
  }

  private static int number(String option, String value) {
    try {
      return Integer.parseUnsignedInt(value.strip());
    } catch (NumberFormatException e) {
      throw new InvalidField(option, "'" + value + "' is no number; write 1450");
    }
  }

  private static boolean truth(String option, String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "", "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default -> throw new InvalidField(option, "'" + value + "' is neither true nor false");
    };
  }

  /** The option that a person gave, under its own name or a bare one; or {@code otherwise}. */
  static String option(Map<String, String> given, String name, String otherwise) {
    String full = given.get(OWN + name);
    return full != null ? full : given.getOrDefault(name, otherwise);
  }

  /**
   * The network that an engine shows, as the cluster should have it.
   *
   * @param pools its pools
   */
  static NetworkDraft draft(DockerNetwork network, List<Pool> pools, Cause cause) {
    Map<String, String> labels = new LinkedHashMap<>(network.labels());
    if (network.attachable()) {
      labels.put(ATTACHABLE, "true");
    }
    return new NetworkDraft(
        network.name(),
        option(network.options(), "dataplane", Network.AUTO),
        pools,
        options(network.options(), network.internal()),
        labels,
        cause);
  }

  /** The pool of a subnet that an engine shows. */
  static Pool pool(DockerNetwork.Config config) {
    IpAddress gateway = config.gateway();
    return new Pool(
        config.subnet(),
        gateway == null ? gateway(config.subnet()).address() : gateway,
        config.range(),
        config.aux(),
        Pool.usualBlock(config.subnet()));
  }

  /** The way out of a subnet where nobody names one, with the subnet's length. */
  static IpPrefix gateway(IpPrefix subnet) {
    return new IpPrefix(subnet.first().plus(1), subnet.length());
  }

  /**
   * Whether an engine chose this subnet by itself, as it does for addresses of its own driver: no
   * other engine knows of that, so that it is most likely in use elsewhere.
   */
  static boolean chosenByEngine(DockerNetwork.Config config) {
    IpPrefix subnet = config.subnet();
    return Objects.equals(gateway(subnet).address(), config.gateway())
        && config.range() == null
        && config.aux().isEmpty()
        && ((DOCKERS_V4.covers(subnet) && subnet.length() == 16)
            || (DOCKERS_MORE_V4.covers(subnet) && subnet.length() == 20));
  }

  /** Whether the engine's network has the addresses of the cluster's. */
  static boolean matches(Network network, DockerNetwork shown) {
    if (network.pools().size() != shown.subnets().size()) {
      return false;
    }
    for (DockerNetwork.Config config : shown.subnets()) {
      Pool pool = network.poolOf(config.subnet().address());
      boolean same =
          pool != null
              && pool.subnet().equals(config.subnet())
              && (config.gateway() == null || Objects.equals(config.gateway(), pool.gateway()));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** What an engine is sent to make the cluster's network. */
  static byte[] creation(Network network, String driver) {
    JsonWriter out = new JsonWriter().beginObject().text("Name", network.name());
    out.flag("CheckDuplicate", true).text("Driver", driver);
    out.flag("Internal", network.options().internal());
    out.flag("Attachable", network.labels().containsKey(ATTACHABLE));
    out.flag("EnableIPv6", !network.pools(true).isEmpty());
    out.name("IPAM").beginObject().text("Driver", driver);
    out.name("Options").beginObject().text(NETWORK, network.name()).endObject();
    out.name("Config").beginArray();
    network.pools().forEach(pool -> write(out, pool));
    out.endArray().endObject();
    Json.writeTexts(out, "Options", options(network));
    Map<String, String> labels = new TreeMap<>(network.labels());
    labels.remove(ATTACHABLE);
    Json.writeTexts(out, "Labels", labels);
    return out.endObject().bytes();
  }

  private static void write(JsonWriter out, Pool pool) {
    out.beginObject().text("Subnet", pool.subnet().toString());
    @Nullable IpAddress gateway = pool.gateway();
    if (gateway != null) {
      out.text("Gateway", gateway.toString());
    }
    @Nullable IpPrefix range = pool.range();
    if (range != null) {
      out.text("IPRange", range.toString());
    }
    Map<String, String> aux = new TreeMap<>();
    pool.reserved().forEach((what, address) -> aux.put(what, address.toString()));
    Json.writeTexts(out, "AuxiliaryAddresses", aux);
    out.endObject();
  }

  private static Map<String, String> options(Network network) {
    Map<String, String> options = new TreeMap<>();
    options.put(NETWORK, network.name());
    if (!network.dataplane().equals(Network.AUTO)) {
      options.put(OWN + "dataplane", network.dataplane());
    }
    Network.Options asked = network.options();
    if (asked.mtu() != 0) {
      options.put(OWN + "mtu", String.valueOf(asked.mtu()));
    }
    if (asked.encrypted()) {
      options.put(OWN + "encrypted", "true");
    }
    if (!asked.icc()) {
      options.put(OWN + "icc", "false");
    }
    if (asked.multicast()) {
      options.put(OWN + "multicast", "true");
    }
    asked.more().forEach((key, value) -> options.put(OWN + key, value));
    return options;
  }

  /** The subnets that a network has. */
  static List<IpPrefix> subnets(Network network) {
    List<IpPrefix> subnets = new ArrayList<>();
    network.pools().forEach(pool -> subnets.add(pool.subnet()));
    return subnets;
  }
}
